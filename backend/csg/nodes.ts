// The CSG tree: a closed union of geometric meanings with exact parameters. Plain immutable data, built by run(),
// printed by csg/print.ts, keyed by csg/key.ts, turned into geometry by kernel/realize.ts.

/** Bits of `modifiers`. */
export const HIGHLIGHT = 1;
export const BACKGROUND = 2;
export const ROOT = 4;

/** `$fn $fa $fs $fe` as captured and clamped at the node (spec/language.md §7.3). `fe` is 0 when the feature is off. */
export interface Fragments {
  readonly fn: number;
  readonly fa: number;
  readonly fs: number;
  readonly fe: number;
}

/** Row-major 4×4. */
export type Matrix = readonly number[];
export type Vec2 = readonly [number, number];
export type Vec3 = readonly [number, number, number];
export type Rgba = readonly [number, number, number, number];

interface Base {
  readonly modifiers: number;
  /** Position of the instantiation that made the node: messages of the geometry stage are located there. */
  readonly position: number;
}
interface Leaf extends Base {
  readonly children: readonly [];
}
interface Operator extends Base {
  readonly children: readonly CsgNode[];
}

/** `group()`, also what user modules, `for`, `if`, `let`, `children` make. `root` is the file itself, `list` is a lazy-union list. */
export interface GroupNode extends Operator {
  readonly kind: "root" | "group" | "list" | "union" | "difference" | "intersection" | "hull" | "fill";
}
export interface MinkowskiNode extends Operator {
  readonly kind: "minkowski";
  readonly convexity: number;
}
export interface TransformNode extends Operator {
  readonly kind: "transform";
  readonly matrix: Matrix;
  /** The module's name: translate, rotate, scale, mirror, multmatrix. */
  readonly name: string;
}
export interface ColorNode extends Operator {
  readonly kind: "color";
  /** Single precision components; −1 where unset. */
  readonly color: Rgba;
}
export interface ResizeNode extends Operator {
  readonly kind: "resize";
  readonly newsize: Vec3;
  readonly auto: readonly [boolean, boolean, boolean];
  readonly convexity: number;
}
export interface OffsetNode extends Operator {
  readonly kind: "offset";
  /** The distance: `r` of a round offset, else `delta`. */
  readonly distance: number;
  readonly join: "round" | "miter" | "chamfer";
  readonly fragments: Fragments;
}
/** What edges are meant: all conditions must hold. `word` is one of those in compile/modules/edges.ts. */
export type EdgeCondition =
  | { readonly kind: "word"; readonly word: string }
  | { readonly kind: "direction"; readonly direction: Vec3 }
  | { readonly kind: "box"; readonly low: Vec3; readonly high: Vec3 };
/** fillet() and chamfer(), extensions for exact solids. */
export interface EdgeBlendNode extends Operator {
  readonly kind: "fillet" | "chamfer";
  /** The radius or the distance; 0: nothing is cut. */
  readonly size: number;
  readonly edges: readonly EdgeCondition[];
  readonly fragments: Fragments;
}
export interface LinearExtrudeNode extends Operator {
  readonly kind: "linear_extrude";
  /** The height vector; z ≥ 0. */
  readonly height: Vec3;
  readonly center: boolean;
  readonly twist: number;
  readonly scale: Vec2;
  /** Undefined when not given. */
  readonly slices: number | undefined;
  readonly segments: number | undefined;
  readonly convexity: number;
  readonly fragments: Fragments;
}
export interface RotateExtrudeNode extends Operator {
  readonly kind: "rotate_extrude";
  readonly angle: number;
  readonly start: number;
  readonly convexity: number;
  readonly fragments: Fragments;
}
export interface ProjectionNode extends Operator {
  readonly kind: "projection";
  readonly cut: boolean;
  readonly convexity: number;
}
export interface RenderNode extends Operator {
  readonly kind: "render";
  readonly convexity: number;
}
export interface RoofNode extends Operator {
  readonly kind: "roof";
  readonly method: "voronoi" | "straight";
  readonly convexity: number;
  readonly fragments: Fragments;
}
export interface CubeNode extends Leaf {
  readonly kind: "cube";
  readonly size: Vec3;
  readonly center: boolean;
}
export interface SphereNode extends Leaf {
  readonly kind: "sphere";
  readonly r: number;
  readonly fragments: Fragments;
}
export interface CylinderNode extends Leaf {
  readonly kind: "cylinder";
  readonly h: number;
  readonly r1: number;
  readonly r2: number;
  readonly center: boolean;
  readonly fragments: Fragments;
}
export interface PolyhedronNode extends Leaf {
  readonly kind: "polyhedron";
  readonly points: readonly Vec3[];
  /** As written: clockwise from outside. */
  readonly faces: readonly (readonly number[])[];
  readonly convexity: number;
}
export interface SquareNode extends Leaf {
  readonly kind: "square";
  readonly size: Vec2;
  readonly center: boolean;
}
export interface CircleNode extends Leaf {
  readonly kind: "circle";
  readonly r: number;
  readonly fragments: Fragments;
}
export interface PolygonNode extends Leaf {
  readonly kind: "polygon";
  readonly points: readonly Vec2[];
  /** Empty when there are none. */
  readonly paths: readonly (readonly number[])[];
  readonly convexity: number;
}
/** Parameters of `text()` with script and direction resolved (spec/geometry.md §9.1). */
export interface TextParameters {
  readonly text: string;
  readonly size: number;
  readonly spacing: number;
  readonly font: string;
  readonly direction: string;
  readonly language: string;
  readonly script: string;
  readonly halign: string;
  readonly valign: string;
}
export interface TextNode extends Leaf, TextParameters {
  readonly kind: "text";
  readonly fragments: Fragments;
}
export interface ImportNode extends Leaf {
  readonly kind: "import";
  /** Absolute path, or "" */
  readonly file: string;
  readonly id: string | undefined;
  readonly layer: string | undefined;
  readonly origin: Vec2;
  readonly dpi: number;
  readonly scale: number;
  readonly center: boolean;
  readonly convexity: number;
  readonly fragments: Fragments;
}
export interface SurfaceNode extends Leaf {
  readonly kind: "surface";
  /** Absolute path, or "" */
  readonly file: string;
  readonly center: boolean;
  readonly invert: boolean;
  readonly convexity: number;
}

/** Nodes are copied by `changed` of build.ts only: some have fields that a spread does not see. */
export type CsgNode =
  | GroupNode
  | MinkowskiNode
  | TransformNode
  | ColorNode
  | ResizeNode
  | OffsetNode
  | EdgeBlendNode
  | LinearExtrudeNode
  | RotateExtrudeNode
  | ProjectionNode
  | RenderNode
  | RoofNode
  | CubeNode
  | SphereNode
  | CylinderNode
  | PolyhedronNode
  | SquareNode
  | CircleNode
  | PolygonNode
  | TextNode
  | ImportNode
  | SurfaceNode;

export type CsgKind = CsgNode["kind"];

/** The one children array of all leaves. */
export const noChildren: readonly [] = [];
