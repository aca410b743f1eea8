// Meshes for the tests of inspect/: bodies as OFF texts that can be damaged facet by facet, and short forms of reports.

import { openExamination } from "../../../backend/inspect/context.ts";
import { findFileType } from "../../../backend/inspect/file-types.ts";
import { type HealedFile, healFile as healBytes } from "../../../backend/inspect/heal-file.ts";
import { stageNames, type Validation } from "../../../backend/inspect/report.ts";
import { type ValidatedFile, validate } from "../../../backend/inspect/validate.ts";
import type { Engines } from "../../../backend/kernel/engines.ts";
import { commandLineLimits, type Limits } from "../../../backend/shared/limits.ts";

export type Point = readonly [number, number, number];
export type Triangle = readonly [number, number, number];

export interface Body {
  readonly points: readonly Point[];
  readonly triangles: readonly Triangle[];
}

/** Two triangles per side, counter-clockwise from outside. Corner k has the low or high x, y, z by the bits of k. */
export function box(size: number | Point = 1, at: Point = [0, 0, 0]): Body {
  const sides = typeof size === "number" ? [size, size, size] : size;
  const corner = (k: number): Point =>
    [0, 1, 2].map((axis) => (at[axis] as number) + ((k >> axis) & 1) * (sides[axis] as number)) as unknown as Point;
  const quads = [
    [0, 2, 3, 1],
    [4, 5, 7, 6],
    [0, 1, 5, 4],
    [2, 6, 7, 3],
    [0, 4, 6, 2],
    [1, 3, 7, 5],
  ] as const;
  return {
    points: Array.from({ length: 8 }, (_, k) => corner(k)),
    triangles: quads.flatMap(([a, b, c, d]): Triangle[] => [
      [a, b, c],
      [a, c, d],
    ]),
  };
}

/** Bodies beside each other in one mesh. */
export function join(...bodies: readonly Body[]): Body {
  const points: Point[] = [];
  const triangles: Triangle[] = [];
  for (const body of bodies) {
    const base = points.length;
    points.push(...body.points);
    for (const [a, b, c] of body.triangles) triangles.push([a + base, b + base, c + base]);
  }
  return { points, triangles };
}

/** The triangles that `change` gives in place of each. */
export function edit(body: Body, change: (triangle: Triangle, at: number) => readonly Triangle[]): Body {
  return { points: body.points, triangles: body.triangles.flatMap(change) };
}

export function turned([a, b, c]: Triangle): Triangle {
  return [a, c, b];
}

export function insideOut(body: Body): Body {
  return edit(body, (triangle) => [turned(triangle)]);
}

export function off({ points, triangles }: Body): string {
  return [
    "OFF",
    `${points.length} ${triangles.length} 0`,
    ...points.map((point) => point.join(" ")),
    ...triangles.map((triangle) => `3 ${triangle.join(" ")}`),
    "",
  ].join("\n");
}

export interface FileOptions {
  readonly type?: string;
  readonly limits?: Partial<Limits>;
}

function setUp(content: string | Uint8Array, { type, limits }: FileOptions) {
  const context = openExamination({ ...commandLineLimits, ...limits });
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return { context, file: { bytes, name: "file", type: type === undefined ? undefined : findFileType(type) } };
}

export function validateFile(content: string | Uint8Array, options: FileOptions = {}): ValidatedFile {
  const { context, file } = setUp(content, options);
  return validate(context, file);
}

export function healFile(
  content: string | Uint8Array,
  options: FileOptions & { readonly engines?: Engines; readonly format?: string } = {},
): Promise<HealedFile> {
  const { context, file } = setUp(content, options);
  return healBytes(context, file, { engines: options.engines, format: options.format });
}

/** `passed passed passed failed failed`. */
export function statuses({ stages }: Validation): string {
  expectNames(stages.map(({ name }) => name));
  return stages.map(({ status }) => status).join(" ");
}

function expectNames(names: readonly string[]): void {
  if (names.join() !== stageNames.join()) throw new Error(`wrong stages: ${names}`);
}

/** `code×count` of all issues. */
export function issuesOf({ stages }: Validation): string[] {
  return stages.flatMap(({ issues }) => issues.map(brief));
}

export function brief({ code, count }: { readonly code: string; readonly count?: number }): string {
  return count === undefined ? code : `${code}×${count}`;
}
