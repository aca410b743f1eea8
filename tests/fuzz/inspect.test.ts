// Damaged mesh files through validation and healing: no internal error, no endless work; what is told to be left is
// what is found in the healed file, and healing that again changes nothing. More: `FUZZ_INSPECT=10000 FUZZ_SEED=1 bun test tests/fuzz/inspect.test.ts`.
import { expect, test } from "bun:test";
import { Engines } from "../../backend/kernel/engines.ts";
import { LimitError } from "../../backend/shared/limits.ts";
import { brief, healFile } from "../unit/inspect/bodies.ts";
import { damage } from "./damaged-file.ts";
import { samples } from "./inspect-samples.ts";

const count = Number(process.env.FUZZ_INSPECT ?? 100);
const first = Number(process.env.FUZZ_SEED ?? 1);

const limits = { time: 10_000, triangles: 100_000, importBytes: 1e6, outputBytes: 1e7 };

function kindsOf(issues: readonly { readonly code: string }[]): string[] {
  return issues.map(({ code }) => code);
}

test(
  `${count} damaged files`,
  async () => {
    const engines = new Engines();
    const whole = await samples();
    expect(whole.length).toBe(7);
    let healed = 0;
    for (let seed = first; seed < first + count; seed++) {
      const damaged = damage(whole[seed % whole.length] as Uint8Array, seed);
      try {
        const once = await healFile(damaged, { engines, limits });
        expect(once.validation.stages.length).toBe(5);
        expect(once.validation.qualityScore).toBeWithin(0, 1.0001);
        if (once.bytes === undefined) continue;
        const twice = await healFile(once.bytes, { engines, limits });
        expect(twice.healing.applied.map(brief)).toEqual([]);
        expect(twice.bytes).toEqual(once.bytes);
        // Single precision and rounded text may join what was apart, so numbers differ, but nothing of another kind comes.
        expect(kindsOf(once.healing.remaining)).toEqual(expect.arrayContaining(kindsOf(twice.healing.remaining)));
        healed++;
      } catch (error) {
        if (error instanceof LimitError) continue;
        throw new Error(`seed ${seed}:\n${new TextDecoder("latin1").decode(damaged)}`, { cause: error });
      }
      if (engines.failed) throw new Error(`seed ${seed} broke a library`);
    }
    expect(healed).toBeGreaterThan(count / 4);
  },
  Math.max(60_000, count * 1000),
);
