// `.term`: OpenSCAD writes it without a geometry evaluator, so that it never has a term to show (spec/geometry.md §1.7).

export function writeTerm(): Uint8Array {
  return new TextEncoder().encode("No top-level CSG object\n");
}
