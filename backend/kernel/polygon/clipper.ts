// The door to Clipper2: Booleans and offsets of grid paths. Everything that lives in the module's memory is freed here.
import {
  type Clipper2Module,
  type Clipper64,
  type ClipType,
  type FillRule as FillRuleOfModule,
  loadClipper2,
  type Path64,
  type Paths64,
  type PolyPath64,
} from "../../../wasm/clipper2.ts";
import { KernelError } from "../kernel.ts";
import { countPoints, groupsApart, inSweepOrder, type Root } from "./apart.ts";
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

/** Objects of the module that serve one operation after another: making them takes longer than uniting two squares. */
interface Tools {
  readonly subjects: Paths64;
  readonly clips: Paths64;
  readonly clipper: Clipper64;
  readonly tree: PolyPath64;
}

/** A path of the module of so many points, and its memory as 32-bit words: six for a point. */
interface Form {
  readonly path: Path64;
  words: Int32Array;
}

/** Paths of at most so many points have a form that stays. */
const LONGEST_FORM = 512;

export class Clipper {
  readonly #module: Clipper2Module;
  readonly #tools: Tools;
  /** By number of points. */
  readonly #forms: Form[] = [];
  readonly #types: Readonly<Record<ClipOperation, ClipType>>;
  readonly #rules: Readonly<Record<FillRule, FillRuleOfModule>>;
  #words = new Int32Array(256);
  #failure: KernelError | undefined;

  constructor(module: Clipper2Module) {
    const { ClipType, FillRule } = module;
    this.#module = module;
    this.#tools = {
      subjects: new module.Paths64(),
      clips: new module.Paths64(),
      clipper: module.CreateClipper64(false),
      tree: new module.PolyPath64(),
    };
    this.#types = { union: ClipType.Union, difference: ClipType.Difference, intersection: ClipType.Intersection };
    this.#rules = { "even-odd": FillRule.EvenOdd, "non-zero": FillRule.NonZero, positive: FillRule.Positive };
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
    return this.#guard(() => {
      const groups = isWorthApart(operation, subject, clip) ? groupsApart(subject, clip) : undefined;
      const results = groups?.map((group) =>
        operation === "union" || group.subject.length > 0 ? this.#run(operation, rule, group.subject, group.clip) : [],
      );
      const apart = groups && results && inSweepOrder(groups, results);
      return apart ?? this.#run(operation, rule, subject, clip).flat();
    });
  }

  #run(operation: ClipOperation, rule: FillRule, subject: readonly GridPath[], clip: readonly GridPath[]): Root[] {
    const { subjects, clips, clipper, tree } = this.#tools;
    this.#addPaths(subject, subjects);
    clipper.AddSubject(subjects);
    subjects.clear();
    if (clip.length > 0) {
      this.#addPaths(clip, clips);
      clipper.AddClip(clips);
      clips.clear();
    }
    clipper.ExecutePoly(this.#types[operation], this.#rules[rule], tree);
    clipper.Clear();
    const roots: Root[] = [];
    for (let i = 0; i < tree.count(); i++) roots.push(takeRoot(tree.child(i)));
    tree.clear();
    return roots;
  }

  /** Moves contours outwards (or inwards, when the distance is negative) and unites them. The order is Clipper's flat one. */
  inflate(paths: readonly GridPath[], options: InflateOptions): GridPath[] {
    const module = this.#module;
    return this.#guard(() => {
      const input = new module.Paths64();
      this.#addPaths(paths, input);
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

  #addPaths(paths: readonly GridPath[], list: Paths64): void {
    for (const points of paths) {
      const count = points.length / 2;
      if (count > 0 && count <= LONGEST_FORM) {
        const { path, words } = this.#formOf(count);
        fillWords(words, points);
        list.push_back(path);
      } else this.#addLong(points, list);
    }
  }

  #addLong(points: GridPath, list: Paths64): void {
    const path = new this.#module.Path64();
    path.assign(this.#toWords(points));
    list.push_back(path);
    path.delete();
  }

  #formOf(count: number): Form {
    const known = this.#forms[count];
    if (known === undefined) {
      const path = new this.#module.Path64();
      path.assign(new BigInt64Array(3 * count));
      const form = { path, words: wordsOf(path) };
      this.#forms[count] = form;
      return form;
    }
    // When the module's memory grows, what was seen of it is empty.
    if (known.words.length === 0) known.words = wordsOf(known.path);
    return known;
  }

  #toWords(points: GridPath): BigInt64Array {
    const count = points.length / 2;
    if (this.#words.length < 6 * count) this.#words = new Int32Array(12 * count);
    fillWords(this.#words, points);
    return new BigInt64Array(this.#words.buffer, 0, 3 * count);
  }
}

/** Fewer points, and contours of fewer points, take less time in one call than it takes to look where they are. */
const FEWEST_POINTS = 1000;
const FEWEST_IN_CONTOUR = 24;

/** What is common to two polygons is seldom large, and its order less certain. */
function isWorthApart(operation: ClipOperation, subject: readonly GridPath[], clip: readonly GridPath[]): boolean {
  if (operation === "intersection") return false;
  const points = countPoints(subject) + countPoints(clip);
  return points >= FEWEST_POINTS && points >= FEWEST_IN_CONTOUR * (subject.length + clip.length);
}

const WORD = 2 ** 32;

/** Writes a path as Clipper's points: three 64-bit integers each, the third being 0. */
function fillWords(words: Int32Array, points: GridPath): void {
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
}

/** The memory of a path. */
function wordsOf(path: Path64): Int32Array {
  const view = path.view();
  return new Int32Array(view.buffer, view.byteOffset, view.length * 2);
}

/** Copies a path out of the module and frees it. */
function takePath(path: Path64): GridPath {
  const words = wordsOf(path);
  const points = new Float64Array(words.length / 3);
  for (let i = 0, at = 0; i < points.length; i += 2, at += 6) {
    points[i] = (words[at + 1] as number) * WORD + ((words[at] as number) >>> 0);
    points[i + 1] = (words[at + 3] as number) * WORD + ((words[at + 2] as number) >>> 0);
  }
  path.delete();
  return points;
}

/** Children belong to their parent and are freed with the tree; only the copies of their contours are ours. */
function takeRoot(root: PolyPath64): Root {
  const paths: GridPath[] = [];
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    paths.push(takePath(node.polygon()));
    for (let i = node.count() - 1; i >= 0; i--) stack.push(node.child(i));
  }
  return paths;
}

function joinTypeOf(module: Clipper2Module, join: JoinKind) {
  const { Round, Miter, Square } = module.JoinType;
  return join === "round" ? Round : join === "miter" ? Miter : Square;
}

function endTypeOf(module: Clipper2Module, end: EndKind) {
  const { Polygon, Butt, Square, Round } = module.EndType;
  return end === "polygon" ? Polygon : end === "butt" ? Butt : end === "square" ? Square : Round;
}
