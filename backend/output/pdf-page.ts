// Measures of a PDF page, as OpenSCAD has them (spec/geometry.md §11.12).

export const POINTS_PER_MM = 2.834645656693;

/** In points. */
export const MARGIN = 30;

/** Size in points. */
export interface Page {
  readonly width: number;
  readonly height: number;
}
