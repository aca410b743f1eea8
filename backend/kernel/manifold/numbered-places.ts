// Places that tell the number of a vertex, so that a mesh can pass through the single precision interface of Manifold
// without losing anything (spec/kernels.md §1.2): z is the number itself.

/** The golden angle: neighbors in number are far apart, and no pattern of numbers lies in a line or a plane. */
const TURN = 2.399963229728653;
/** Another angle of that kind. */
const OTHER_TURN = 1.9416110387254666;

/**
 * One place per vertex, in general position, which matters because the library tidies up what is in line or flat: they are
 * spread evenly over an ellipsoid, so that no three are in line.
 */
export function numberedPlaces(count: number, { again = false }: { readonly again?: boolean } = {}): Float32Array {
  const turn = again ? OTHER_TURN : TURN;
  const places = new Float32Array(3 * count);
  for (let k = 0, at = 0; k < count; k++, at += 3) {
    const height = (k + 0.5) / count;
    const radius = count * Math.sqrt(height * (1 - height));
    places[at] = radius * Math.cos(k * turn);
    places[at + 1] = radius * Math.sin(k * turn);
    places[at + 2] = k;
  }
  return places;
}

/** Replaces each place in `points` by the position of the vertex that it tells. */
export function replacePlaces(points: Float64Array, positions: Float64Array): void {
  for (let at = 0; at < points.length; at += 3) {
    const from = 3 * (points[at + 2] as number);
    points[at] = positions[from] as number;
    points[at + 1] = positions[from + 1] as number;
    points[at + 2] = positions[from + 2] as number;
  }
}
