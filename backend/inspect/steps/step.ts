// A step of the examination of a mesh: it finds one kind of defect and mends it where that is possible, so that the steps
// after it see the mesh without it. Validation reports what the steps found, healing keeps what they made.
import type { Context } from "../../shared/context.ts";
import type { Issue, IssueCode, Repair } from "../report.ts";
import type { Soup } from "../soup.ts";

export interface StepResult {
  /** The same soup when nothing was mended. */
  readonly soup: Soup;
  readonly issues: readonly Issue[];
  readonly repairs: readonly Repair[];
}

export type Step = (ctx: Context, soup: Soup, tolerance: number) => StepResult;

/** The result of a step that found nothing. */
export function unchanged(soup: Soup): StepResult {
  return { soup, issues: [], repairs: [] };
}

/** How a defect and its repair are told, by the issue; the count follows. */
const texts: Partial<Record<IssueCode, readonly [found: string, mended: string]>> = {
  "non-finite-vertices": [
    "facets with vertices that are no numbers",
    "facets with vertices that are no numbers removed",
  ],
  "invalid-solid": ["solids that OpenCascade's check finds invalid", "solids mended by ShapeFix"],
  gaps: ["vertices at borders that nearly meet others", "vertices at borders joined"],
  "degenerate-facets": ["facets without area", "facets without area removed"],
  "duplicate-facets": ["repeated facets", "repeated facets removed"],
  "t-vertices": ["vertices on edges of other facets", "edges split at vertices"],
  "flipped-facets": ["facets turned the other way than their neighbors", "facets turned"],
  "inside-out": ["closed shells that are inside out", "closed shells turned"],
  "self-intersections": ["pairs of facets that cross", "crossings of facets resolved"],
  "not-orientable": ["edges whose facets cannot be turned alike", ""],
  "nested-shells": ["closed shells inside the material of others", ""],
  "open-edges": ["edges with one facet only, at holes", ""],
  "non-manifold-edges": ["edges with more than two facets", ""],
};

export function issue(code: IssueCode, count: number, severity: Issue["severity"] = "error"): Issue {
  return { code, severity, count, message: textOf(code, 0, count) };
}

export function repair(code: IssueCode, count: number): Repair {
  return { code, count, message: textOf(code, 1, count) };
}

function textOf(code: IssueCode, which: 0 | 1, count: number): string {
  const text = texts[code]?.[which];
  if (!text) throw new Error(`there is no text for ${code}`);
  return `${text}: ${count}`;
}
