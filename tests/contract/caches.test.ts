// Nothing that is kept between evaluations can be noticed: every program of the suite and every example gives the same
// bytes and says the same with caches as without, when they are empty and when they know the program.
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { packageFontFiles } from "../../backend/csg/text/package-fonts.ts";
import { ShapeCache } from "../../backend/kernel/cache.ts";
import { evaluate, type Job, openLibraryCache } from "../../backend/pipeline.ts";
import { resultJson } from "../../backend/server/work/result-json.ts";
import { defaultLanguageOptions } from "../../backend/shared/context.ts";
import { DiskWorld } from "../../backend/shared/disk-world.ts";
import { serverLimits } from "../../backend/shared/limits.ts";
import { listPrograms } from "../suite/programs.ts";

const programs = [...listPrograms(), ...listPrograms(path.resolve(import.meta.dir, "../../examples"))];
const caches = {
  cache: new ShapeCache({ maxBytes: 32 * 2 ** 20 }),
  libraries: openLibraryCache({ results: { bytes: 32 * 2 ** 20, leastSteps: 10, leastCalls: 1 } }),
};

test.each(programs)("$name", async ({ path: file }) => {
  const fresh = await evaluateFile(file, {});
  // Nobody can expect the same of random numbers.
  if (fresh.tainted) return;
  expect(await evaluateFile(file, caches)).toEqual(fresh);
  expect(await evaluateFile(file, caches)).toEqual(fresh);
});

test("the programs were found in the caches", () => {
  const { shapes, primitives } = caches.cache.counts;
  const { sources, results } = caches.libraries;
  expect(Math.min(shapes.hits, primitives.hits, sources.hits, results?.hits ?? 0)).toBeGreaterThan(20);
});

async function evaluateFile(file: string, kept: Pick<Job, "cache" | "libraries">) {
  const [directory, input] = [path.dirname(file), path.basename(file)];
  const bytes = readFileSync(file);
  const world = { input, bytes, workingDirectory: directory, libraryPaths: [], packageFonts: packageFontFiles };
  const lines: string[] = [];
  const { geometry, tainted } = await evaluate({
    world: new DiskWorld(world),
    options: defaultLanguageOptions,
    limits: serverLimits,
    inputName: input,
    formats: [],
    triangles: true,
    listen: (_, line) => lines.push(line),
    ...kept,
  });
  // How deep endless recursion comes depends on how fast its code has become.
  const messages = lines.join("\n").replace(/Excluding \d+ frames/g, "Excluding frames");
  return { tainted, messages, result: String(Bun.hash(resultJson(geometry ?? undefined, { diagnostics: [] }) ?? "")) };
}
