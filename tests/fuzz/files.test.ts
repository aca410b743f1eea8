// Damaged files of every format that can be read, through the whole path and together with other shapes: no internal error,
// no endless work, sound results. More of them: `FUZZ_FILES=10000 FUZZ_SEED=1 bun test tests/fuzz/files.test.ts`.
import { expect, test } from "bun:test";
import { ShapeCache } from "../../backend/kernel/cache.ts";
import { evaluateShape } from "../contract/evaluate-shape.ts";
import { damage } from "./damaged-file.ts";
import { runShape } from "./shapes.ts";

const count = Number(process.env.FUZZ_FILES ?? 150);
const first = Number(process.env.FUZZ_SEED ?? 1);

const solid = 'difference() { sphere(5, $fn = 8); cube(9); translate([-4, 0, 0]) color("red") cube(3); }';
const flat = "difference() { circle(5, $fn = 9); square(2); translate([-4, -1]) square(2); }";
const extensions: Readonly<Record<string, string>> = { asciistl: "stl", binstl: "stl" };
const heights = "# heights\n1 2 3 4\n2 0 1.5 2\n-1 5 5 1e1\n";

/** Ways in which programs use a file. */
const solidUses = [
  "@",
  "union() { @ cube(4); }",
  "difference() { cube(8, center = true); @ }",
  "hull() @",
  "projection() @",
];
const flatUses = ["@", "union() { @ square(3); }", "linear_extrude(2, twist = 20) @", "offset(0.5) @", "hull() @"];

interface Sample {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly uses: readonly string[];
}

async function makeSamples(cache: ShapeCache): Promise<Sample[]> {
  const written = async (program: string, formats: readonly string[], uses: readonly string[]): Promise<Sample[]> => {
    const { outputs } = await evaluateShape(program, { formats, cache });
    return [...outputs].map(([format, bytes]) => ({ name: `f.${extensions[format] ?? format}`, bytes, uses }));
  };
  return [
    ...(await written(solid, ["off", "asciistl", "binstl", "obj", "amf", "3mf"], solidUses)),
    ...(await written(flat, ["svg", "dxf"], flatUses)),
    { name: "f.dat", bytes: new TextEncoder().encode(heights), uses: solidUses },
  ];
}

test(
  `${count} damaged files`,
  async () => {
    const cache = new ShapeCache({ maxBytes: 2 ** 20 });
    const samples = await makeSamples(cache);
    expect(samples.length).toBe(9);
    let used = 0;
    for (let seed = first; seed < first + count; seed++) {
      const { name, bytes, uses } = samples[seed % samples.length] as Sample;
      const damaged = damage(bytes, seed);
      const node = name.endsWith("dat") ? `surface("${name}");` : `import("${name}");`;
      const source = (uses[Math.floor(seed / samples.length) % uses.length] as string).replace("@", node);
      try {
        const { written, faults } = await runShape(source, {
          cache,
          choice: seed,
          files: new Map([[`/${name}`, damaged]]),
        });
        used += written;
        expect(faults).toEqual([]);
      } catch (error) {
        throw new Error(`seed ${seed}: ${source}\n${new TextDecoder("latin1").decode(damaged)}`, { cause: error });
      }
      if (cache.engines.failed) throw new Error(`seed ${seed} broke a library`);
    }
    expect(used).toBeGreaterThan(count / 4);
  },
  Math.max(60_000, count * 1000),
);
