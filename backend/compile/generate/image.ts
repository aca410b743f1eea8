// A program as generated code sees it while it is evaluated: what names mean in each file, and the order in which the
// parts of the files are evaluated. One per evaluation; what is kept longer is in machine.ts.
import type { Assignment, File, FunctionDefinition, Instantiation, ModuleDefinition } from "../../ast/nodes.ts";
import type { CsgNode } from "../../csg/nodes.ts";
import { isDynamic } from "../arguments.ts";
import { type Program, searchOrder } from "../link.ts";
import type { BufferedReporter } from "./buffered-reporter.ts";
import { generateFunction, generateModule, generateTopLevel } from "./definitions.ts";
import type { Generated } from "./emitter.ts";
import { isKeepable } from "./keepable.ts";
import {
  type Chunk,
  type Definition,
  type FileState,
  type Machine,
  type Slot,
  UNBOUND,
  type Variant,
} from "./machine.ts";
import type { Note, Question } from "./questions.ts";
import { mayTailCall } from "./tail-graph.ts";

/** A file of the program: names to variables and definitions. */
export class FileImage {
  readonly variables: ReadonlySet<string>;
  readonly functions: ReadonlyMap<string, FunctionDefinition>;
  readonly modules: ReadonlyMap<string, ModuleDefinition>;
  /** Files it uses, in search order. */
  uses: readonly FileImage[] = [];
  /** True once the top-level assignments have been evaluated and their values stay: code may rely on them. */
  complete = false;
  /** While the assignments are evaluated: the names that are assigned already. */
  readonly assigned = new Set<string>();
  #keepable: boolean | undefined = undefined;

  constructor(
    readonly file: File,
    readonly state: FileState,
  ) {
    const { assignments, functions, modules } = file.body;
    this.variables = new Set(assignments.map(({ name }) => name).filter((name) => !isDynamic(name)));
    this.functions = new Map(functions.map((node) => [node.name, node]));
    this.modules = new Map(modules.map((node) => [node.name, node]));
    for (const name of this.variables) state.slotOf(name);
    state.file = this;
  }

  /** Whether its assignments give the same every time; found out when first asked. */
  get isKeepable(): boolean {
    this.#keepable ??= isKeepable(this);
    return this.#keepable;
  }

  /** The value of a variable that stays, as `questions.ts` describes it. */
  valueOf(name: string): unknown {
    const value = this.state.G[this.state.slotOf(name)];
    if (value === UNBOUND) throw new Error("a complete file has no unbound variable");
    if (typeof value === "string") return "string";
    if (typeof value === "object") return Array.isArray(value) ? "vector" : "object";
    return value;
  }
}

export class Image {
  readonly main: FileImage;
  readonly #tails = new Map<Definition<FunctionDefinition>, boolean>();

  constructor(
    readonly machine: Machine,
    program: Program,
  ) {
    machine.image = this;
    this.main = new FileImage(program.main, machine.main);
    const byPath = new Map<string, FileImage>();
    for (const [path, file] of program.libraries) byPath.set(path, new FileImage(file, machine.stateOf(path)));
    for (const image of [this.main, ...byPath.values()])
      image.uses = searchOrder(image.file.uses).flatMap((path) => byPath.get(path) ?? []);
  }

  // ---- questions ----

  /** The answer to a question of `questions.ts` about a file of this program. */
  answer(question: Question, file: FileImage, subject: string | Definition): unknown {
    if (typeof subject === "object") return this.#mayTailCall(subject as Definition<FunctionDefinition>);
    switch (question) {
      case "slot":
        return file.variables.has(subject) ? file.state.slotOf(subject) : undefined;
      case "value":
        return file.valueOf(subject);
      case "assigned":
        return file.assigned.has(subject);
      case "function":
        return this.findFunction(file, subject);
      case "module":
        return this.findModule(file, subject);
      case "tail":
        throw new Error("not a question about a name");
    }
  }

  /** True when everything that was noted is so in this program too. */
  confirms(notes: readonly Note[]): boolean {
    for (const { question, state, subject, answer } of notes)
      if (state.file === undefined || !Object.is(this.answer(question, state.file, subject), answer)) return false;
    return true;
  }

  findFunction(file: FileImage, name: string): Definition<FunctionDefinition> | undefined {
    const own = file.functions.get(name);
    if (own !== undefined) return file.state.define(own);
    for (const { functions, state } of file.uses) {
      const found = functions.get(name);
      if (found !== undefined) return state.define(found);
    }
    return undefined;
  }

  findModule(file: FileImage, name: string): Definition<ModuleDefinition> | undefined {
    const own = file.modules.get(name);
    if (own !== undefined) return file.state.define(own);
    for (const { modules, state } of file.uses) {
      const found = modules.get(name);
      if (found !== undefined) return state.define(found);
    }
    return undefined;
  }

  /** True when tail calls of a call to this function must be counted. */
  #mayTailCall(definition: Definition<FunctionDefinition>): boolean {
    return mayTailCall(this, definition, this.#tails);
  }

  // ---- code ----

  generate({ definition, extras, manner }: Variant): Generated {
    const { node, state } = definition;
    const file = state.file as FileImage;
    return node.kind === "FunctionDefinition"
      ? generateFunction(this, file, definition as Definition<FunctionDefinition>, { extras, manner })
      : generateModule(this, file, node, extras);
  }

  /**
   * Evaluates the assignments of a file into a new instance, which becomes the active one. Special variables of a used
   * file are visible only to its own assignments.
   */
  openFile(file: FileImage): void {
    const { state, assigned } = file;
    const { machine } = this;
    const { assignments } = file.file.body;
    if (file !== this.main) state.G = [];
    while (state.G.length < state.slotCount) state.G.push(UNBOUND);
    assigned.clear();
    const specials = file === this.main ? [] : assignments.filter(({ name }) => isDynamic(name));
    const saved = specials.map(({ name }) => machine.D[machine.special(name)] as Slot);
    for (const { nodes, unit } of this.#chunks(file, assignments, "assignments")) {
      unit.code();
      for (const { name } of nodes as readonly Assignment[]) if (!isDynamic(name)) assigned.add(name);
    }
    specials.forEach(({ name }, i) => {
      machine.D[machine.special(name)] = saved[i];
    });
  }

  /**
   * Makes the scope of a used file for a call into it, and gives the instance that was active before. A file whose
   * evaluation gives the same every time is evaluated once.
   */
  openUsed(state: FileState): Slot[] {
    const before = state.G;
    if (state.kept !== undefined) {
      state.G = state.kept;
      return before;
    }
    const file = state.file as FileImage;
    const printed = this.#printed();
    this.openFile(file);
    if (this.#printed() === printed && file.isKeepable) {
      state.kept = state.G;
      file.complete = true;
      this.machine.prepare(state);
    }
    return before;
  }

  #printed(): number {
    return (this.machine.rt.ctx.report as BufferedReporter).pushed;
  }

  /** Evaluates the assignments of the main file, then its statements, whose nodes are added to `nodes`. */
  evaluateMain(nodes: CsgNode[]): void {
    const { main } = this;
    this.openFile(main);
    main.complete = true;
    this.machine.prepare(main.state);
    for (const { unit } of this.#chunks(main, main.file.body.instantiations, "statements")) unit.code(nodes);
  }

  /** The code of a list of statements, piece by piece; pieces that an evaluation before had too are taken as they are. */
  *#chunks(
    file: FileImage,
    statements: readonly (Assignment | Instantiation)[],
    what: "assignments" | "statements",
  ): Generator<Chunk> {
    const { chunks } = file.state;
    for (let at = 0; at < statements.length; ) {
      const known = chunks.get(statements[at] as object);
      const chunk = this.#fits(known, statements, at)
        ? known
        : this.#compile(file, this.#piece(file, statements, at), what);
      yield chunk;
      at += chunk.nodes.length;
    }
  }

  #fits(chunk: Chunk | undefined, statements: readonly object[], at: number): chunk is Chunk {
    return chunk?.nodes.every((node, i) => node === statements[at + i]) === true && this.confirms(chunk.unit.notes);
  }

  #compile(file: FileImage, nodes: readonly (Assignment | Instantiation)[], what: "assignments" | "statements"): Chunk {
    const unit = this.machine.instantiate(generateTopLevel(this, file, nodes, what), file.state);
    const chunk = { nodes, unit };
    const first = nodes[0] as object;
    this.machine.release(file.state.chunks.get(first)?.unit);
    file.state.chunks.set(first, chunk);
    return chunk;
  }

  /**
   * The statements that become the next piece: not too many, because a model with a hundred thousand statements must not
   * become one function; and of one source, because libraries are evaluated again and again.
   */
  #piece<Statement extends Assignment | Instantiation>(
    file: FileImage,
    statements: readonly Statement[],
    at: number,
  ): readonly Statement[] {
    const { sources } = this.machine.rt.ctx;
    const source = sources.sourceAt((statements[at] as Statement).start);
    let end = at + 1;
    while (end < statements.length && end - at < STATEMENTS_PER_CHUNK) {
      const next = statements[end] as Statement;
      if (source === undefined || next.start < source.base || next.start > source.base + source.text.length) break;
      if (file.state.chunks.has(next)) break;
      end++;
    }
    return statements.slice(at, end);
  }
}

const STATEMENTS_PER_CHUNK = 100;
