// Evaluations leave nothing behind in the memory of the libraries. On another program, many times:
// `MEMORY_PROGRAM=/path/model.scad MEMORY_ROUNDS=200 bun test tests/contract/memory.test.ts`.
import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ShapeCache } from "../../backend/kernel/cache.ts";
import { listPrograms } from "../suite/programs.ts";
import { evaluateShape } from "./evaluate-shape.ts";

const given = process.env.MEMORY_PROGRAM;
const rounds = Number(process.env.MEMORY_ROUNDS ?? 6);
const paths =
  given === undefined
    ? listPrograms()
        .filter(({ name }) => name.startsWith("geometry/"))
        .map(({ path }) => path)
    : [given];

/** The files beside a program and in folders beside it, as the program names them. */
function filesBeside(path: string): Map<string, Uint8Array> {
  const folder = dirname(path);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => [
      `${parentPath.slice(folder.length)}/${name}`,
      readFileSync(join(parentPath, name)),
    ]),
  );
}

test(
  `memory stays flat over ${rounds} rounds`,
  async () => {
    // Far less than what would pile up; nothing is kept between evaluations.
    const cache = new ShapeCache({ maxBytes: 0, memoryBytes: given === undefined ? 64 * 2 ** 20 : undefined });
    const programs = paths.map((path) => ({ source: readFileSync(path, "utf8"), files: filesBeside(path) }));
    let before = 0;
    for (let round = 0; round < rounds; round++) {
      for (const { source, files } of programs) {
        const { status } = await evaluateShape(source, { files, features: ["roof", "lazy-union"], cache });
        expect(status).toBe("done");
      }
      // The first rounds find out how much is needed at once.
      if (round === Math.ceil(rounds / 4)) before = cache.engines.memoryBytes;
    }
    expect(before).toBeGreaterThan(0);
    expect(cache.engines.memoryBytes).toBe(before);
  },
  Math.max(60_000, rounds * 30_000),
);
