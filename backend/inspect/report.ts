// What is said about a file: the five stages of its validation, and what healing did (spec/server.md ).

/** What can be wrong with a file. The names are stable between versions. */
export type IssueCode =
  // file integrity
  | "cannot-open"
  | "empty-file"
  | "too-large"
  // format compliance
  | "unknown-format"
  | "format"
  // parsing
  | "no-reader"
  | "parse"
  | "invalid-solid"
  // geometry validity
  | "no-facets"
  | "non-finite-vertices"
  | "gaps"
  | "degenerate-facets"
  | "duplicate-facets"
  | "t-vertices"
  | "not-orientable"
  | "flipped-facets"
  | "inside-out"
  | "nested-shells"
  | "self-intersections"
  | "open-edges"
  | "non-manifold-edges"
  | "no-volume";

export interface Issue {
  readonly code: IssueCode;
  /** An error makes its stage fail, a warning does not. */
  readonly severity: "error" | "warning";
  readonly message: string;
  /** How often, where that can be counted. */
  readonly count?: number;
}

export const stageNames = [
  "file integrity",
  "format compliance",
  "parsing",
  "geometry validity",
  "quality score",
] as const;

export interface StageReport {
  /** From 1, in order. */
  readonly stage: number;
  readonly name: (typeof stageNames)[number];
  /** `skipped`: a stage before it failed. */
  readonly status: "passed" | "warning" | "failed" | "skipped";
  /** Milliseconds. */
  readonly ms: number;
  readonly issues: readonly Issue[];
}

export interface Validation {
  readonly stages: readonly StageReport[];
  /** From 0 to 1; see quality.ts. */
  readonly qualityScore: number;
}

/** One kind of repair that was made, by the issue that it mends. */
export interface Repair {
  readonly code: IssueCode;
  readonly count: number;
  readonly message: string;
}

export interface Healing {
  /** In the order in which it was done; empty: nothing was, and the file is as it was. */
  readonly applied: readonly Repair[];
  /** What is still wrong. */
  readonly remaining: readonly Issue[];
}

/** True when no stage failed. */
export function isValid({ stages }: Validation): boolean {
  return stages.every(({ status }) => status !== "failed");
}
