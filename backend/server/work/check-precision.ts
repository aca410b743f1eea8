// Whether a solid is still itself in the files that tell its coordinates with fewer digits than it has (spec/server.md R-51).
// Files are not read again for that: reading takes up to five times as long as writing.
import type { Geometry, Mesh } from "../../csg/geometry.ts";
import type { Exporter } from "../../output/exporter.ts";
import type { ClientDiagnostic } from "../pool/protocol.ts";
import { type Measurer, measureMesh } from "./measures.ts";

type Coordinates = Exporter["coordinates"];

/** What a volume may lose or win. */
const tolerance = 0.001;

/** The greatest error of rounding, as a share of the number. */
const unit: Readonly<Record<Coordinates, number>> = { single: 2 ** -24, "six-digits": 5e-6, double: 0 };

/** Undefined when all is well. */
export function checkPrecision(
  geometry: Geometry,
  exporters: readonly Exporter[],
  measurer: Measurer,
): ClientDiagnostic | undefined {
  const meshes = (geometry.dimension === "list" ? geometry.items : [geometry]).filter((item) => item.dimension === 3);
  for (const { format, coordinates } of exporters) {
    if (coordinates !== "double" && meshes.some((mesh) => !survives(mesh, coordinates, measurer)))
      return { severity: "error", code: "imprecise", message: messageFor(format, coordinates) };
  }
  return undefined;
}

function survives(mesh: Mesh, coordinates: Coordinates, measurer: Measurer): boolean {
  const { volume, area, box } = measurer.mesh(mesh);
  if (box === null) return true;
  const largest = Math.max(...box.min.map(Math.abs), ...box.max.map(Math.abs));
  if (coordinates === "single" && !Number.isFinite(Math.fround(largest))) return false;
  const room = box.size.reduce((product, size) => product * size, 1);
  // What has next to no volume has none to lose, and what is more than a number holds is not compared.
  if (!(volume > 1e-9 * room) || !Number.isFinite(volume) || !Number.isFinite(area)) return true;
  // Moving the surface by the greatest error changes the volume by less than this.
  if (2 * area * largest * unit[coordinates] <= tolerance * volume) return true;
  const round = coordinates === "single" ? Math.fround : (value: number): number => Number(value.toPrecision(6));
  const rounded = measureMesh({ ...mesh, positions: mesh.positions.map(round) });
  return Math.abs(rounded.volume - volume) <= tolerance * volume;
}

function messageFor(format: string, coordinates: Coordinates): string {
  const digits = coordinates === "single" ? "in single precision" : "with six digits";
  return (
    `${format.toUpperCase()} files tell coordinates ${digits}, which changes this solid: it is too small for its distance ` +
    "from the origin, or too large. An ASCII STL file has all digits."
  );
}
