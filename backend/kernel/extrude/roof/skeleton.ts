// What the moving front of a polygon leaves behind: the skeleton, from which the cells of a roof are put together.

/** An edge of the front. At time t it lies on the line n·p = offset + t, with the inside on the side of n. */
export interface WaveEdge {
  readonly nx: number;
  readonly ny: number;
  readonly offset: number;
  /** What the edge belongs to: a segment of the outline, or a reflex corner that the front goes around in an arc. */
  readonly site: number;
  /** Nodes of its ends at time 0; the same for an edge of an arc. */
  readonly from: number;
  readonly to: number;
}

/** A point of the skeleton. Its height is the time when the front was there. */
export interface SkeletonNode {
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

/** The trace of a vertex of the front, or a level ridge, between two edges. */
export interface SkeletonArc {
  readonly from: number;
  readonly to: number;
  readonly left: number;
  readonly right: number;
}

/** A segment of the outline, or a reflex corner. */
export type Site =
  | { readonly kind: "segment"; readonly nx: number; readonly ny: number; readonly offset: number }
  | {
      readonly kind: "corner";
      readonly x: number;
      readonly y: number;
      readonly before: number;
      readonly after: number;
    };

export interface Skeleton {
  readonly edges: readonly WaveEdge[];
  readonly sites: readonly Site[];
  readonly nodes: readonly SkeletonNode[];
  readonly arcs: readonly SkeletonArc[];
}

/** The front ran into a state that geometry does not allow. */
export class SkeletonError extends Error {
  override readonly name = "SkeletonError";
}
