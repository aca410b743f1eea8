// The door to Clipper2: Booleans and offsets of grid paths. Everything that lives in the module's memory is freed here.
import {
  type Clipper2Module,
  loadClipper2,
  type Path64,
  type Paths64,
  type PolyPath64,
} from "../../../wasm/clipper2.ts";
import { KernelError } from "../kernel.ts";
import type { GridPath } from "./grid.ts";

export type ClipOperation = "union" | "difference" | "intersection";
export type FillRule = "even-odd" | "non-zero" | "positive";
export type JoinKind = "round" | "miter" | "square";
/** How the ends of a path are treated: closed contours, or open paths with the given cap. */
export type EndKind = "polygon" | "butt" | "square" | "round";

export interface InflateOptions {
  /** In grid units. */
  readonly distance: number;
  readonly join: JoinKind;
  readonly end: EndKind;
  readonly miterLimit: number;
  /** In grid units. */
  readonly arcTolerance: number;
}

/** Loads the library with a cap on its memory. */
export async function loadClipper(memoryBytes?: number): Promise<Clipper> {
  return new Clipper(await loadClipper2(memoryBytes));
}

export class Clipper {
  readonly #module: Clipper2Module;
  #words = new Int32Array(256);
  #failure: KernelError | undefined;

  constructor(module: Clipper2Module) {
    this.#module = module;
  }

  /**
   * One Boolean operation. The contours of the result come in the order of Clipper's tree, depth first: an outer contour
   * (counter-clockwise), then each of its holes (clockwise) with what lies inside, then the next outer contour.
   * Collinear points are not kept.
   */
  execute(
    operation: ClipOperation,
    rule: FillRule,
    subject: readonly GridPath[],
    clip: readonly GridPath[] = [],
  ): GridPath[] {
    const module = this.#module;
    return this.#guard(() => {
      const subjects = this.#toPaths(subject);
      const clips = this.#toPaths(clip);
      const clipper = module.CreateClipper64(false);
      clipper.AddSubject(subjects);
      clipper.AddClip(clips);
      const tree = new module.PolyPath64();
      clipper.ExecutePoly(clipTypeOf(module, operation), fillRuleOf(module, rule), tree);
      clipper.delete();
      subjects.delete();
      clips.delete();
      const paths: GridPath[] = [];
      collectTree(tree, paths);
      tree.delete();
      return paths;
    });
  }

  /** Moves contours outwards (or inwards, when the distance is negative) and unites them. The order is Clipper's flat one. */
  inflate(paths: readonly GridPath[], options: InflateOptions): GridPath[] {
    const module = this.#module;
    return this.#guard(() => {
      const input = this.#toPaths(paths);
      const output = module.InflatePaths64(
        input,
        options.distance,
        joinTypeOf(module, options.join),
        endTypeOf(module, options.end),
        options.miterLimit,
        options.arcTolerance,
      );
      input.delete();
      const result: GridPath[] = [];
      for (let i = 0; i < output.size(); i++) result.push(takePath(output.get(i)));
      output.delete();
      return result;
    });
  }

  /** True once a call has failed: the module's memory is in no defined state then, so every further call is refused. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  #guard<T>(work: () => T): T {
    if (this.#failure !== undefined) throw this.#failure;
    try {
      return work();
    } catch (error) {
      this.#failure = KernelError.of("Clipper2", error) ?? new KernelError("trap", "Clipper2 failed", { cause: error });
      throw this.#failure;
    }
  }

  #toPaths(paths: readonly GridPath[]): Paths64 {
    const list = new this.#module.Paths64();
    const path = new this.#module.Path64();
    for (const points of paths) {
      path.assign(this.#toWords(points));
      list.push_back(path);
    }
    path.delete();
    return list;
  }

  /** A path as Clipper's points: three 64-bit integers each, the third being 0. */
  #toWords(points: GridPath): BigInt64Array {
    const count = points.length / 2;
    if (this.#words.length < 6 * count) this.#words = new Int32Array(12 * count);
    const words = this.#words;
    for (let i = 0, at = 0; i < points.length; i += 2, at += 6) {
      const x = points[i] as number;
      const y = points[i + 1] as number;
      // The conversion to 32 bits takes the low word, also of negative numbers.
      words[at] = x;
      words[at + 1] = Math.floor(x / WORD);
      words[at + 2] = y;
      words[at + 3] = Math.floor(y / WORD);
      words[at + 4] = 0;
      words[at + 5] = 0;
    }
    return new BigInt64Array(words.buffer, 0, 3 * count);
  }
}

const WORD = 2 ** 32;

/** Copies a path out of the module and frees it. */
function takePath(path: Path64): GridPath {
  const view = path.view();
  const words = new Int32Array(view.buffer, view.byteOffset, view.length * 2);
  const points = new Float64Array((view.length / 3) * 2);
  for (let i = 0, at = 0; i < points.length; i += 2, at += 6) {
    points[i] = (words[at + 1] as number) * WORD + ((words[at] as number) >>> 0);
    points[i + 1] = (words[at + 3] as number) * WORD + ((words[at + 2] as number) >>> 0);
  }
  path.delete();
  return points;
}

/** Children belong to their parent and are freed with the root; only the copies of their contours are ours. */
function collectTree(root: PolyPath64, paths: GridPath[]): void {
  const stack: PolyPath64[] = [];
  const pushChildren = (node: PolyPath64): void => {
    for (let i = node.count() - 1; i >= 0; i--) stack.push(node.child(i));
  };
  pushChildren(root);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    paths.push(takePath(node.polygon()));
    pushChildren(node);
  }
}

function clipTypeOf(module: Clipper2Module, operation: ClipOperation) {
  const { Union, Difference, Intersection } = module.ClipType;
  return operation === "union" ? Union : operation === "difference" ? Difference : Intersection;
}

function fillRuleOf(module: Clipper2Module, rule: FillRule) {
  const { EvenOdd, NonZero, Positive } = module.FillRule;
  return rule === "even-odd" ? EvenOdd : rule === "non-zero" ? NonZero : Positive;
}

function joinTypeOf(module: Clipper2Module, join: JoinKind) {
  const { Round, Miter, Square } = module.JoinType;
  return join === "round" ? Round : join === "miter" ? Miter : Square;
}

function endTypeOf(module: Clipper2Module, end: EndKind) {
  const { Polygon, Butt, Square, Round } = module.EndType;
  return end === "polygon" ? Polygon : end === "butt" ? Butt : end === "square" ? Square : Round;
}
