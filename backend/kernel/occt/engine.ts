// The door to OpenCascade: what the rest of kernel/occt needs of the module. Its objects are never collected, so each call
// works in a scope that frees what it kept; its exceptions become errors that a handler can answer.
import { loadOcct, type OpenCascadeInstance, type TopoDS_Shape } from "../../../wasm/occt.ts";
import { loadOcctSupplement, type OcctSupplement } from "../../../wasm/occt-supplement.ts";
import { KernelError, NotLoaded } from "../kernel.ts";

export interface Deletable {
  delete(): void;
}

/** Registers an object of the module that is needed until the end of the scope. */
export type Keep = <T extends Deletable>(object: T) => T;

/** An operation that OpenCascade refused. The module is intact: something else can be tried. */
export class OcctError extends Error {
  override readonly name = "OcctError";
}

/** A node that has no exact form here, with the reason that the report shows. */
export class Inexact extends Error {
  override readonly name = "Inexact";
}

/** There is an exact form, but it is too large to be made. */
export class TooLarge extends Inexact {}

/** All that the second build of OpenCascade takes, in bytes. */
export const MOST_OCCT_MEMORY = 2 ** 31;

/** Instantiates the module and checks that it computes what it should. */
export async function loadOcctEngine(memoryBytes: number): Promise<OcctEngine> {
  const engine = new OcctEngine(await loadOcct(memoryBytes), memoryBytes);
  engine.selfTest();
  return engine;
}

export class OcctEngine {
  readonly oc: OpenCascadeInstance;
  /** Shapes that nobody owns yet: intermediate ones, and the result that a handler is about to return. */
  readonly unowned = new Set<{ free(): void }>();
  /** Around each piece of work, once there are shapes in it of which nobody knows what they do to the library. */
  bound: (<T>(work: () => T) => T) | undefined;
  readonly #memoryBytes: number;
  #supplement: OcctSupplement | undefined;
  #failure: KernelError | undefined;

  constructor(oc: OpenCascadeInstance, memoryBytes: number) {
    this.oc = oc;
    this.#memoryBytes = memoryBytes;
  }

  /** True once a call has failed so that the module cannot be used any more. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** What the module's memory may grow to, and whether that is less than it could. */
  get mostBytes(): number {
    return this.#memoryBytes;
  }

  get isCapped(): boolean {
    return this.#memoryBytes < MOST_OCCT_MEMORY;
  }

  /** Bytes of the module's memory. */
  get memoryBytes(): number {
    return this.oc.wasmMemory.buffer.byteLength;
  }

  /** The second build, for IGES and for affine maps. Throws NotLoaded. */
  get supplement(): OcctSupplement {
    if (this.#supplement === undefined) throw new NotLoaded(() => this.loadSupplement());
    return this.#supplement;
  }

  async loadSupplement(): Promise<void> {
    this.#supplement ??= await loadOcctSupplement(this.#memoryBytes);
  }

  /**
   * Runs work that calls into the module and frees, at its end, what it kept. Throws OcctError for what the module refuses
   * and KernelError for what ends its life.
   */
  run<T>(work: (keep: Keep, oc: OpenCascadeInstance) => T): T {
    return this.bound === undefined ? this.#run(work) : this.bound(() => this.#run(work));
  }

  #run<T>(work: (keep: Keep, oc: OpenCascadeInstance) => T): T {
    if (this.#failure !== undefined) throw this.#failure;
    const kept: Deletable[] = [];
    try {
      return work((object) => {
        kept.push(object);
        return object;
      }, this.oc);
    } catch (error) {
      throw this.#translated(error);
    } finally {
      // After a failure the memory is in no defined state; it goes with the process.
      if (!this.failed) for (let k = kept.length - 1; k >= 0; k--) kept[k]?.delete();
    }
  }

  /**
   * Work in the second build that may fail: undefined then, and the next call gets a new module. Throws NotLoaded, which may
   * happen before anything was done only.
   */
  trySupplement<T>(work: (keep: Keep, supplement: OcctSupplement) => T): T | undefined {
    const { supplement } = this;
    const kept: Deletable[] = [];
    try {
      const result = work((object) => {
        kept.push(object);
        return object;
      }, supplement);
      for (let k = kept.length - 1; k >= 0; k--) kept[k]?.delete();
      return result;
    } catch (error) {
      // It throws bare numbers, and traps.
      if (typeof error !== "number" && !isWasmException(error) && KernelError.of("OpenCascade", error) === undefined)
        throw error;
      this.#supplement = undefined;
      return undefined;
    }
  }

  /** A shape that outlives the scope: the caller owns it. */
  owned(shape: TopoDS_Shape): TopoDS_Shape {
    return this.run(() => shape.Oriented(shape.Orientation()));
  }

  /** Frees what nobody came to own. */
  sweep(): void {
    for (const shape of this.unowned) shape.free();
  }

  /** The volume of a unit cylinder must be π; another build could lack a class or turn arguments round. */
  selfTest(): void {
    const volume = this.run((keep, oc) => {
      const maker = keep(new oc.BRepPrimAPI_MakeCylinder(1, 1));
      const properties = keep(new oc.GProp_GProps());
      oc.BRepGProp.VolumeProperties(keep(maker.Shape()), properties, true, false, false);
      return properties.Mass();
    });
    let refused = false;
    try {
      this.run((keep, oc) => keep(new oc.BRepPrimAPI_MakeSphere(-1)).Shape());
    } catch (error) {
      if (!(error instanceof OcctError)) throw error;
      refused = true;
    }
    if (!(Math.abs(volume - Math.PI) < 1e-12) || !refused) {
      throw new Error("this build of OpenCascade is not the one that was tested");
    }
  }

  #translated(error: unknown): unknown {
    if (error instanceof OcctError || error instanceof Inexact || error instanceof NotLoaded) return error;
    if (isWasmException(error)) return new OcctError(this.#messageOf(error));
    // The second build throws bare numbers; whatever it failed on, it cannot be trusted with more.
    const failure = KernelError.of("OpenCascade", error);
    if (failure === undefined) return error;
    this.#failure = failure;
    return failure;
  }

  #messageOf(exception: object): string {
    const { oc } = this;
    const parts: unknown = (oc.getExceptionMessage as (exception: object) => unknown)(exception);
    (oc.decrementExceptionRefcount as (exception: object) => void)(exception);
    return Array.isArray(parts) ? parts.filter((part) => part !== "").join(": ") : String(parts);
  }
}

/** The runtime knows the class; the types of the standard library do not. */
function isWasmException(error: unknown): error is object {
  const { Exception } = WebAssembly as unknown as { Exception?: new () => object };
  return Exception !== undefined && error instanceof Exception;
}
