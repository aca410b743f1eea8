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

/** How a defect is told and what its repair is called, by the issue. `%` stands for the count. */
const texts: Partial<Record<IssueCode, readonly [found: string, mended: string]>> = {
  "non-finite-vertices": [
    "% facets have vertices that are no numbers",
    "removed % facets with vertices that are no numbers",
  ],
  gaps: ["% vertices at borders stand beside others, nearly in the same place", "joined % vertices at borders"],
  "degenerate-facets": ["% facets have no area", "removed % facets without area"],
  "duplicate-facets": ["% facets are there more than once", "removed % repeated facets"],
  "t-vertices": ["% vertices lie on edges of other facets", "split edges at % vertices"],
  "flipped-facets": ["% facets are turned the other way than their neighbors", "turned % facets"],
  "inside-out": ["% closed shells are inside out", "turned % closed shells"],
  "self-intersections": ["% pairs of facets cross", "united parts that crossed in % places"],
  "not-orientable": ["% edges join facets that cannot be turned alike", ""],
  "nested-shells": ["% closed shells lie inside the material of others", ""],
  "open-edges": ["% edges have one facet only: there are holes", ""],
  "non-manifold-edges": ["% edges have more than two facets", ""],
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
  return count === 1 ? singular(text) : text.replace("%", String(count));
}

/** The few words that change with the number. */
function singular(text: string): string {
  return text
    .replace("%", "1")
    .replace(/\b(facet|edge|shell|place|pair)s\b/g, "$1")
    .replace("vertices at borders stand beside others", "vertex at a border stands beside another")
    .replace("vertices lie on edges", "vertex lies on an edge")
    .replace(/vertices( at borders)?$/, "vertex$1");
}
