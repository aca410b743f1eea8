// The constructors of CSG nodes: nothing else makes them. Each is one literal with all its fields in one order, so that
// nodes of a kind share one shape in memory; a program may make hundreds of thousands.
import {
  type CircleNode,
  type ColorNode,
  type CsgNode,
  type CubeNode,
  type CylinderNode,
  type EdgeBlendNode,
  type Fragments,
  type GroupNode,
  type ImportNode,
  type LinearExtrudeNode,
  type Matrix,
  type MinkowskiNode,
  noChildren,
  type OffsetNode,
  type PolygonNode,
  type PolyhedronNode,
  type ProjectionNode,
  type RenderNode,
  type ResizeNode,
  type Rgba,
  type RoofNode,
  type RotateExtrudeNode,
  type SphereNode,
  type SquareNode,
  type SurfaceNode,
  type TextNode,
  type TransformNode,
  type Vec2,
  type Vec3,
} from "./nodes.ts";

/** Where a node comes from: its modifiers and the position of its instantiation. */
export interface Origin {
  readonly modifiers: number;
  readonly position: number;
}

type Children = readonly CsgNode[];
/** What a node has of its own. */
export type ParametersOf<Node extends CsgNode> = Omit<Node, "kind" | "modifiers" | "position" | "children">;

export function makeGroup(kind: GroupNode["kind"], { modifiers, position }: Origin, children: Children): GroupNode {
  return { kind, modifiers, position, children };
}

export function makeMinkowski(origin: Origin, children: Children, convexity: number): MinkowskiNode {
  const { modifiers, position } = origin;
  return { kind: "minkowski", modifiers, position, children, convexity };
}

/** `name` is the module that made the matrix. */
export function makeTransform(origin: Origin, children: Children, matrix: Matrix, name: string): TransformNode {
  const { modifiers, position } = origin;
  return { kind: "transform", modifiers, position, children, matrix, name };
}

export function makeColor({ modifiers, position }: Origin, children: Children, color: Rgba): ColorNode {
  return { kind: "color", modifiers, position, children, color };
}

export function makeResize(origin: Origin, children: Children, parameters: ParametersOf<ResizeNode>): ResizeNode {
  const { modifiers, position } = origin;
  const { newsize, auto, convexity } = parameters;
  return { kind: "resize", modifiers, position, children, newsize, auto, convexity };
}

export function makeOffset(origin: Origin, children: Children, parameters: ParametersOf<OffsetNode>): OffsetNode {
  const { modifiers, position } = origin;
  const { distance, join, fragments } = parameters;
  return { kind: "offset", modifiers, position, children, distance, join, fragments };
}

export function makeLinearExtrude(
  { modifiers, position }: Origin,
  children: Children,
  parameters: ParametersOf<LinearExtrudeNode>,
): LinearExtrudeNode {
  const { height, center, twist, scale, slices, segments, convexity, fragments } = parameters;
  return {
    kind: "linear_extrude",
    modifiers,
    position,
    children,
    height,
    center,
    twist,
    scale,
    slices,
    segments,
    convexity,
    fragments,
  };
}

export function makeRotateExtrude(
  { modifiers, position }: Origin,
  children: Children,
  parameters: ParametersOf<RotateExtrudeNode>,
): RotateExtrudeNode {
  const { angle, start, convexity, fragments } = parameters;
  return { kind: "rotate_extrude", modifiers, position, children, angle, start, convexity, fragments };
}

export function makeProjection(
  { modifiers, position }: Origin,
  children: Children,
  { cut, convexity }: ParametersOf<ProjectionNode>,
): ProjectionNode {
  return { kind: "projection", modifiers, position, children, cut, convexity };
}

export function makeEdgeBlend(
  kind: EdgeBlendNode["kind"],
  { modifiers, position }: Origin,
  children: Children,
  { size, edges, fragments }: ParametersOf<EdgeBlendNode>,
): EdgeBlendNode {
  return { kind, modifiers, position, children, size, edges, fragments };
}

export function makeRender({ modifiers, position }: Origin, children: Children, convexity: number): RenderNode {
  return { kind: "render", modifiers, position, children, convexity };
}

export function makeRoof(
  { modifiers, position }: Origin,
  children: Children,
  { method, convexity, fragments }: ParametersOf<RoofNode>,
): RoofNode {
  return { kind: "roof", modifiers, position, children, method, convexity, fragments };
}

export function makeCube({ modifiers, position }: Origin, size: Vec3, center: boolean): CubeNode {
  return { kind: "cube", modifiers, position, children: noChildren, size, center };
}

export function makeSphere({ modifiers, position }: Origin, r: number, fragments: Fragments): SphereNode {
  return { kind: "sphere", modifiers, position, children: noChildren, r, fragments };
}

export function makeCylinder({ modifiers, position }: Origin, parameters: ParametersOf<CylinderNode>): CylinderNode {
  const { h, r1, r2, center, fragments } = parameters;
  return { kind: "cylinder", modifiers, position, children: noChildren, h, r1, r2, center, fragments };
}

export function makePolyhedron(origin: Origin, parameters: ParametersOf<PolyhedronNode>): PolyhedronNode {
  const { modifiers, position } = origin;
  const { points, faces, convexity } = parameters;
  return { kind: "polyhedron", modifiers, position, children: noChildren, points, faces, convexity };
}

export function makeSquare({ modifiers, position }: Origin, size: Vec2, center: boolean): SquareNode {
  return { kind: "square", modifiers, position, children: noChildren, size, center };
}

export function makeCircle({ modifiers, position }: Origin, r: number, fragments: Fragments): CircleNode {
  return { kind: "circle", modifiers, position, children: noChildren, r, fragments };
}

export function makePolygon(origin: Origin, parameters: ParametersOf<PolygonNode>): PolygonNode {
  const { modifiers, position } = origin;
  const { points, paths, convexity } = parameters;
  return { kind: "polygon", modifiers, position, children: noChildren, points, paths, convexity };
}

export function makeText({ modifiers, position }: Origin, parameters: ParametersOf<TextNode>): TextNode {
  const { text, size, spacing, font, direction, language, script, halign, valign, fragments } = parameters;
  return {
    kind: "text",
    modifiers,
    position,
    children: noChildren,
    text,
    size,
    spacing,
    font,
    direction,
    language,
    script,
    halign,
    valign,
    fragments,
  };
}

export function makeImport({ modifiers, position }: Origin, parameters: ParametersOf<ImportNode>): ImportNode {
  const { file, id, layer, origin, dpi, scale, center, convexity, fragments } = parameters;
  return {
    kind: "import",
    modifiers,
    position,
    children: noChildren,
    file,
    id,
    layer,
    origin,
    dpi,
    scale,
    center,
    convexity,
    fragments,
  };
}

export function makeSurface({ modifiers, position }: Origin, parameters: ParametersOf<SurfaceNode>): SurfaceNode {
  const { file, center, invert, convexity } = parameters;
  return { kind: "surface", modifiers, position, children: noChildren, file, center, invert, convexity };
}
