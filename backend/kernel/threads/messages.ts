// What threads tell one another. Nodes and meshes are copied or handed over; of the library's memory nothing is shared.
import type { CsgNode } from "../../csg/nodes.ts";
import type { LanguageOptions } from "../../shared/context.ts";
import type { Diagnostic } from "../../shared/diagnostic.ts";
import type { Limits } from "../../shared/limits.ts";
import type { ShapeSize } from "../kernel.ts";
import type { Told } from "../manifold/distant.ts";
import type { Origins } from "../manifold/origins.ts";
import type { Station } from "./stations.ts";

/** A node whose children are numbers of others. */
export type NumberedNode = Omit<CsgNode, "children"> & { readonly children: readonly number[] };

/** A part that a thread may make. */
export interface Task {
  readonly part: number;
  readonly node: number;
  readonly stations: readonly Station[];
}

/** What a thread gets, once. */
export interface Assignment {
  /** Every child before its parents. */
  readonly nodes: readonly NumberedNode[];
  /** Parts that belong together, the largest groups first: the list of which all threads take. */
  readonly groups: readonly (readonly Task[])[];
  /** Of a `Queue`. */
  readonly queue: SharedArrayBuffer;
  /** Which thread it is: 1 or more. */
  readonly claimant: number;
  /** The library as the first thread has compiled it. */
  readonly module: WebAssembly.Module;
  readonly limits: Limits;
  readonly options: LanguageOptions;
}

/** A solid of a part, as far as a result needs it. */
export interface ToldSolid {
  readonly vertices: number;
  readonly triangles: number;
  readonly origins: Origins;
  /** By station. */
  readonly told: readonly Told[];
}

/** A part that was made. */
export interface MadePart {
  readonly kind: "made";
  readonly part: number;
  /** Absent when it is to be made by the first thread, because it is no solid of the library. */
  readonly solids?: readonly ToldSolid[];
  /** What a walk through it would have put into the cache; the nodes by number. */
  readonly cached: readonly { readonly node: number; readonly size: ShapeSize }[];
  readonly messages: readonly Diagnostic[];
}

/** After `failed` nothing comes any more. */
export type FromThread = MadePart | { readonly kind: "failed" };

/** `transfer`: the memory that goes along. */
export type TellPart = (message: FromThread, transfer?: ArrayBuffer[]) => void;
