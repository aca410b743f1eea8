// Random shape programs through the whole path: no internal error, no endless work, sound results.
// More of them: `FUZZ_SHAPES=5000 FUZZ_SEED=1 bun test tests/fuzz/shapes.test.ts`.
import { expect, test } from "bun:test";
import { ShapeCache } from "../../backend/kernel/cache.ts";
import { makeShapeProgram } from "./random-shape.ts";
import { runShape } from "./shapes.ts";

const count = Number(process.env.FUZZ_SHAPES ?? 150);
const first = Number(process.env.FUZZ_SEED ?? 1);

test(
  `${count} random shapes are sound`,
  async () => {
    const cache = new ShapeCache({ maxBytes: 2 ** 20 });
    let files = 0;
    for (let seed = first; seed < first + count; seed++) {
      const source = makeShapeProgram(seed);
      try {
        const { written, faults } = await runShape(source, { cache, choice: seed });
        files += written;
        expect(faults).toEqual([]);
      } catch (error) {
        throw new Error(`seed ${seed}:\n${source}`, { cause: error });
      }
      if (cache.engines.failed) throw new Error(`seed ${seed} broke a library`);
    }
    // Neither all too odd nor all too plain.
    expect(files).toBeGreaterThan(count / 3);
  },
  Math.max(60_000, count * 1000),
);
