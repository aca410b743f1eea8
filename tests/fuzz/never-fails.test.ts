// Random programs, and such programs damaged, through the whole path up to the CSG tree: whatever the budgets are, the
// evaluation ends with a status, never with an internal error; and what is printed parses to the same print.
// More of them: `FUZZ_PROGRAMS=10000 FUZZ_SEED=1 bun test tests/fuzz/never-fails.test.ts`.
import { expect, test } from "bun:test";
import { printAst } from "../../backend/ast/print.ts";
import { evaluate, openLibraryCache } from "../../backend/pipeline.ts";
import { defaultLanguageOptions, type Feature, features } from "../../backend/shared/context.ts";
import { type Limits, serverLimits } from "../../backend/shared/limits.ts";
import { MemoryWorld } from "../../backend/shared/memory-world.ts";
import { isFaithful } from "../unit/ast/faithful.ts";
import { parseText } from "../unit/ast/harness.ts";
import { randomProgram } from "./programs.ts";
import { makeProgram } from "./random-program.ts";

const count = Number(process.env.FUZZ_PROGRAMS ?? 150);
const first = Number(process.env.FUZZ_SEED ?? 1);

/** Random whole numbers below a bound. */
function makeRandom(seed: number): (below: number) => number {
  let state = Math.imul(seed, 0x9e3779b1) | 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

type Random = ReturnType<typeof makeRandom>;

interface Sample {
  readonly main: string;
  readonly files: Readonly<Record<string, string>>;
}

function sampleOf(seed: number): Sample {
  return seed % 2 === 0 ? { main: makeProgram(seed), files: {} } : randomProgram(seed);
}

/** Budgets that are used up early, late or not at all. */
function limitsOf(random: Random): Limits {
  const scale = 10 ** random(5);
  const upTo = (most: number): number => 1 + random(most * scale);
  return {
    ...serverLimits,
    time: 20_000,
    steps: Math.min(upTo(20), 100_000),
    valueElements: Math.min(upTo(50), 1_000_000),
    stringBytes: Math.min(upTo(100), 1_000_000),
    csgNodes: Math.min(upTo(10), 10_000),
    consoleLines: upTo(10),
    consoleBytes: upTo(100),
    tokens: 100 + upTo(500),
    nesting: 5 + random(500),
    totalSourceBytes: 500 + upTo(5000),
  };
}

/** Cuts, repeats and swaps pieces of a text, and puts in what means something. */
function damage(text: string, random: Random): string {
  const pieces = [
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ";",
    ",",
    "=",
    "$",
    '"',
    "for",
    "let(",
    "each ",
    "function(",
    "?",
    ":",
    "1e400",
    "\0",
    "\ud800",
  ];
  let damaged = text;
  for (let times = 1 + random(4); times > 0; times--) {
    const at = random(damaged.length + 1);
    const end = Math.min(damaged.length, at + random(12));
    const into = [
      pieces[random(pieces.length)] as string,
      "",
      damaged.slice(at, end).repeat(2),
      "-".repeat(random(600)),
    ];
    damaged = damaged.slice(0, at) + into[random(into.length)] + damaged.slice(end);
  }
  return damaged;
}

const allFeatures: ReadonlySet<Feature> = new Set(features.filter((feature) => feature !== "textmetrics"));
const statuses = ["done", "cannot-parse", "hard-warning", "limit", "not-exportable"];

test(`${count} random programs, whole and damaged, end with a status`, async () => {
  const libraries = openLibraryCache();
  for (let seed = first; seed < first + count; seed++) {
    const random = makeRandom(seed);
    const { main, files } = sampleOf(seed);
    for (const text of [main, main, damage(main, random)]) {
      const { status, limit } = await evaluate({
        world: new MemoryWorld({ main: text, files: new Map(Object.entries(files)), now: () => seed }),
        limits: limitsOf(random),
        inputName: "main.scad",
        options: { ...defaultLanguageOptions, features: allFeatures, hardWarnings: random(10) === 0 },
        formats: ["csg", "ast", "echo"],
        libraries,
      }).catch((error: Error) => {
        throw new Error(`seed ${seed}: ${error.stack}\n${text}`);
      });
      expect(statuses).toContain(status);
      expect(limit !== undefined).toBe(status === "limit");
    }
  }
}, 3_600_000);

test(`${count} random programs are printed so that they parse to the same print`, () => {
  let faithful = 0;
  for (let seed = first; seed < first + count; seed++) {
    const { main, files } = sampleOf(seed);
    const { file } = parseText(main, { files });
    if (file.failed || file.uses.length + file.includes.length > 0 || !isFaithful(file.body)) continue;
    faithful++;
    const text = printAst(file);
    expect(`seed ${seed}\n${printAst(parseText(text).file)}`).toBe(`seed ${seed}\n${text}`);
  }
  expect(faithful).toBeGreaterThan(count / 20);
}, 3_600_000);
