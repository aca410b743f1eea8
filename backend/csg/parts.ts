// A tree taken apart for showing it: unions, transforms and colors are not computed but left to whoever draws, so that a
// change in one object leaves the others alone. What remains are parts, each a subtree whose geometry must be made, and
// where it stands. OpenSCAD's preview does the same with its products of terms (F5).
import { changed, makeTransform } from "./build.ts";
import { soleOperand } from "./key.ts";
import { identity, multiply } from "./matrix.ts";
import { BACKGROUND, type CsgNode, HIGHLIGHT, type Matrix, type Rgba } from "./nodes.ts";

export interface Part {
  readonly node: CsgNode;
  readonly matrix: Matrix;
  /** The outermost color around the part; undefined: the geometry's own. */
  readonly color: Rgba | undefined;
  readonly modifier: "highlight" | "background" | undefined;
  /** Not a part of the model, shown because of its modifier: `%`, or `#` on an operand of a difference or intersection. */
  readonly ghost: boolean;
}

/** How a subtree stands in the whole. */
interface Place {
  readonly matrix: Matrix;
  readonly color: Rgba | undefined;
  readonly modifier: Part["modifier"];
  readonly ghost: boolean;
}

interface Pending {
  readonly node: CsgNode;
  readonly place: Place;
  /** Only what has a modifier is wanted: the rest is in a part already. */
  readonly hidden: boolean;
}

const whole: Place = { matrix: identity, color: undefined, modifier: undefined, ghost: false };

/**
 * The parts of a tree, in its order. With more than `most` of them, the whole tree is one part. Iterative: trees may be
 * deeper than the stack.
 */
export function partsOf(root: CsgNode, most = Number.POSITIVE_INFINITY): readonly Part[] {
  const flat = new FlatNodes();
  const parts: Part[] = [];
  const stack: Pending[] = [{ node: root, place: whole, hidden: false }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { node } = next;
    const isMarked = (node.modifiers & (BACKGROUND | HIGHLIGHT)) !== 0;
    const hidden = next.hidden && !isMarked;
    const place = isMarked ? marked(node, next) : next.place;
    const inside = insideOf(node, place);
    if (!hidden && inside === undefined) {
      if (parts.length === most) return [{ node: root, ...whole }];
      parts.push(flat.has(node) ? flatPart(node, place) : { node, ...place });
    }
    const within = inside ?? (isCut(node) ? place : undefined);
    if (within === undefined) continue;
    const isHidden = hidden || inside === undefined;
    for (let k = node.children.length - 1; k >= 0; k--) {
      stack.push({ node: node.children[k] as CsgNode, place: within, hidden: isHidden });
    }
  }
  return parts;
}

/** No transform lifts what is flat out of its plane (spec/geometry.md §4.2): it is computed with the part. */
function flatPart(node: CsgNode, place: Place): Part {
  if (place.matrix === identity) return { node, ...place };
  const origin = { modifiers: 0, position: node.position };
  // A child with the background modifier would not count.
  const moved = makeTransform(origin, [changed(node, { modifiers: 0 })], place.matrix, "multmatrix");
  return { ...place, node: moved, matrix: identity };
}

/** The modifier that stands farthest out counts. */
function marked({ modifiers }: CsgNode, { place, hidden }: Pending): Place {
  const isBackground = (modifiers & BACKGROUND) !== 0;
  const modifier = place.modifier ?? (isBackground ? "background" : "highlight");
  return { ...place, modifier, ghost: place.ghost || hidden || isBackground };
}

/** Where the children of a node stand when the node itself need not be computed; undefined when it must be. */
function insideOf(node: CsgNode, place: Place): Place | undefined {
  switch (node.kind) {
    case "root":
    case "group":
    case "union":
    case "list":
      return place;
    case "difference":
    case "intersection":
      return soleOperand(node) === undefined ? undefined : place;
    case "transform":
      // The kernel removes it, with a warning.
      if (!node.matrix.every(Number.isFinite)) return undefined;
      return { ...place, matrix: place.matrix === identity ? node.matrix : multiply(place.matrix, node.matrix) };
    case "color":
      return { ...place, color: place.color ?? node.color };
    default:
      return undefined;
  }
}

/** Operands of these can be shown although they are not seen in the result. */
function isCut({ kind }: CsgNode): boolean {
  return kind === "difference" || kind === "intersection";
}

/** Which subtrees may hold flat geometry. */
class FlatNodes {
  readonly #known = new Map<CsgNode, boolean>();

  has(root: CsgNode): boolean {
    const stack = [root];
    for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
      const answer = this.#known.get(node) ?? flatLeaf(node) ?? this.#fromChildren(node);
      if (answer === undefined) {
        for (const child of node.children) if (!this.#known.has(child)) stack.push(child);
        continue;
      }
      this.#known.set(node, answer);
      stack.pop();
    }
    return this.#known.get(root) as boolean;
  }

  /** Undefined while a child is not known. */
  #fromChildren({ children }: CsgNode): boolean | undefined {
    let any = false;
    for (const child of children) {
      const answer = this.#known.get(child);
      if (answer === undefined) return undefined;
      any ||= answer;
    }
    return any;
  }
}

const solidFiles = /\.(stl|off|obj|3mf|amf|nef3)$/i;

/** Undefined where the children decide. */
function flatLeaf(node: CsgNode): boolean | undefined {
  switch (node.kind) {
    case "square":
    case "circle":
    case "polygon":
    case "text":
    case "offset":
    case "projection":
    case "fill":
      return true;
    case "import":
      return !solidFiles.test(node.file);
    case "linear_extrude":
    case "rotate_extrude":
    case "roof":
    case "cube":
    case "sphere":
    case "cylinder":
    case "polyhedron":
    case "surface":
      return false;
    default:
      return undefined;
  }
}
