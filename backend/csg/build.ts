// The constructors of CSG nodes: nothing else makes them. Each is one literal, or a class where that takes less memory, with
// all its fields in one order, so that nodes of a kind share one shape in memory; a program may make hundreds of thousands.
import { translation } from "./matrix.ts";
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

/** Stands for a group that a chain does not have. */
const NONE = -1;

/**
 * Groups of one child, one in another, are the most frequent nodes: up to three of them are one object, and none holds an
 * array, which would take more than the node itself. The inner ones become nodes of their own when somebody looks inside.
 */
class GroupChain {
  /** Positions of the groups, the innermost first. Fields in the order in which memory is laid out. */
  constructor(
    private child: CsgNode,
    private first: number,
    private second: number,
    private third: number,
  ) {}

  get kind(): "group" {
    return "group";
  }

  get modifiers(): number {
    return 0;
  }

  get position(): number {
    return this.third !== NONE ? this.third : this.second !== NONE ? this.second : this.first;
  }

  get children(): Children {
    if (this.second !== NONE) {
      // The outermost group stays this object; the others are one of their own from now on.
      const { position, child, first, second, third } = this;
      this.child = new GroupChain(child, first, third === NONE ? NONE : second, NONE);
      this.first = position;
      this.second = this.third = NONE;
    }
    return [this.child];
  }

  /** The same group in one more, as the same object, if there is room. Only for a group that nothing holds yet. */
  enclose(position: number): boolean {
    if (this.second === NONE) this.second = position;
    else if (this.third === NONE) this.third = position;
    else return false;
    return true;
  }
}

function makeSoleGroup({ modifiers, position }: Origin, child: CsgNode): GroupNode {
  if (modifiers === 0) return new GroupChain(child, position, NONE, NONE);
  return { kind: "group", modifiers, position, children: [child] };
}

/** A group around a node that nothing holds yet: often the same object, which is a group in a group then. */
export function enclose(origin: Origin, child: CsgNode): GroupNode {
  const isEnclosed = origin.modifiers === 0 && child instanceof GroupChain && child.enclose(origin.position);
  return isEnclosed ? child : makeSoleGroup(origin, child);
}

export function makeGroup(kind: GroupNode["kind"], origin: Origin, children: Children): GroupNode {
  if (kind === "group" && children.length === 1) return makeSoleGroup(origin, children[0] as CsgNode);
  const { modifiers, position } = origin;
  return { kind, modifiers, position, children };
}

export function makeMinkowski(origin: Origin, children: Children, convexity: number): MinkowskiNode {
  const { modifiers, position } = origin;
  return { kind: "minkowski", modifiers, position, children, convexity };
}

/** Children as they are kept: the only one without an array. */
export type Contents = CsgNode | Children;

/** What translate() makes: a vector instead of a matrix, which would take five times the memory. */
class Translation {
  constructor(
    readonly modifiers: number,
    readonly position: number,
    private readonly contents: Contents,
    readonly x: number,
    readonly y: number,
    readonly z: number,
  ) {}

  get kind(): "transform" {
    return "transform";
  }

  get children(): Children {
    return childrenOf(this.contents);
  }

  get name(): string {
    return "translate";
  }

  get matrix(): Matrix {
    return translation([this.x, this.y, this.z]);
  }
}

export function childrenOf(contents: Contents): Children {
  return Array.isArray(contents) ? contents : [contents as CsgNode];
}

export function makeTranslation({ modifiers, position }: Origin, contents: Contents, [x, y, z]: Vec3): TransformNode {
  return new Translation(modifiers, position, contents, x, y, z);
}

/** A copy of a node in which some fields differ. Not every node has all its fields of its own. */
export function changed(node: CsgNode, fields: Partial<Omit<CsgNode, "kind">>): CsgNode {
  if (node instanceof GroupChain || node instanceof Translation) {
    const { kind, modifiers, position, children } = node;
    const own = kind === "group" ? { kind } : { kind, matrix: node.matrix, name: node.name };
    return { ...own, modifiers, position, children, ...fields };
  }
  return { ...node, ...fields } as CsgNode;
}

/** `name` is the module that made the matrix. */
export function makeTransform(origin: Origin, contents: Contents, matrix: Matrix, name: string): TransformNode {
  const { modifiers, position } = origin;
  return { kind: "transform", modifiers, position, children: childrenOf(contents), matrix, name };
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
