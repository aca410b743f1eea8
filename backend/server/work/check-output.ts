// The last look at a result before it leaves (spec/server.md R-51): numbers that are numbers, indices that exist, solids that
// are closed and not inside out.
import { type Geometry, isTriangular, type Mesh } from "../../csg/geometry.ts";
import { isClosed } from "../../kernel/mesh/closed.ts";
import type { ClientDiagnostic } from "../pool/protocol.ts";
import type { Measurer } from "./measures.ts";

export interface OutputCheck {
  /** Why the result must not leave in any form. */
  readonly broken?: ClientDiagnostic;
  /** Why it is no solid: a file of one must not leave, a picture may. */
  readonly open?: ClientDiagnostic;
}

export function checkOutput(geometry: Geometry, measurer: Measurer): OutputCheck {
  const objects = geometry.dimension === "list" ? geometry.items : [geometry];
  let open: ClientDiagnostic | undefined;
  for (const object of objects) {
    if (object.dimension === 2) {
      if (!object.outlines.every(({ points }) => areFinite(points))) return { broken: notFinite };
      continue;
    }
    if (!areFinite(object.positions)) return { broken: notFinite };
    const vertices = object.positions.length / 3;
    if (!areBelow(object.indices, vertices)) return { broken: outOfRange };
    open ??= opennessOf(object, measurer);
  }
  return open === undefined ? {} : { open };
}

function opennessOf(mesh: Mesh, measurer: Measurer): ClientDiagnostic | undefined {
  if (!isClosed(trianglesOf(mesh))) return notClosed;
  // Flat and tiny solids come out a little below zero.
  const { volume, box } = measurer.mesh(mesh);
  const room = box === null ? 0 : box.size.reduce((product, size) => product * size, 1);
  return volume < -1e-9 * room ? insideOut : undefined;
}

/** Fans from each facet's first corner: the edges inside a fan go both ways and do not count. */
function trianglesOf(mesh: Mesh): Uint32Array {
  if (isTriangular(mesh)) return mesh.indices;
  const { offsets, indices } = mesh;
  const facets = offsets.length - 1;
  const triangles = new Uint32Array(3 * Math.max(0, indices.length - 2 * facets));
  let at = 0;
  for (let facet = 0; facet < facets; facet++) {
    const first = offsets[facet] as number;
    const end = offsets[facet + 1] as number;
    for (let k = first + 1; k + 1 < end; k++) {
      triangles[at++] = indices[first] as number;
      triangles[at++] = indices[k] as number;
      triangles[at++] = indices[k + 1] as number;
    }
  }
  return triangles;
}

/** Measures are not asked: from finite coordinates they may be more than a number holds, and become null. */
function areFinite(coordinates: Float64Array): boolean {
  for (let i = 0; i < coordinates.length; i++) if (!Number.isFinite(coordinates[i])) return false;
  return true;
}

function areBelow(indices: Uint32Array, count: number): boolean {
  for (let i = 0; i < indices.length; i++) if ((indices[i] as number) >= count) return false;
  return true;
}

const notFinite: ClientDiagnostic = {
  severity: "error",
  code: "not-finite",
  message: "The result has coordinates that are not finite.",
};

const outOfRange: ClientDiagnostic = {
  severity: "error",
  code: "index-out-of-range",
  message: "The result has facets with vertices that do not exist.",
};

const notClosed: ClientDiagnostic = {
  severity: "warning",
  code: "not-closed",
  message: "The result is not closed: it has edges of one facet only, or facets that face against each other.",
};

const insideOut: ClientDiagnostic = {
  severity: "warning",
  code: "inside-out",
  message: "The result is inside out: its facets face inwards.",
};
