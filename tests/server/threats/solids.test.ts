// Hostile files of exact solids (spec/server.md §3b, T-STEP-1): what would unfold, lie or never end is refused, or ends with
// its process; the process for exact solids is another one than that of ordinary programs.
import { beforeAll, describe, expect, test } from "bun:test";
import { ShapeCache } from "../../../backend/kernel/cache.ts";
import { evaluateShape } from "../../contract/evaluate-shape.ts";
import { type Answered, attackWith, serviceUnderAttack, size } from "./harness.ts";

const cache = new ShapeCache();
const seconds = 120_000;
const service = serviceUnderAttack({ EVALUATION_TIMEOUT: "40s", REQUEST_TIMEOUT: "110s" }, { lazy: 1 });
const tried = (name: string, file: string, content: string): Promise<Answered> =>
  attackWith(service.server(), "T-STEP-1", name, { source: `import("${file}");`, files: { [file]: content } });

const step = (lines: readonly string[], separator = "\n"): string =>
  ["ISO-10303-21;", "HEADER;", "ENDSEC;", "DATA;", ...lines, "ENDSEC;", "END-ISO-10303-21;"].join(separator);

async function written(format: "step" | "brep" | "iges"): Promise<string> {
  const { outputs } = await evaluateShape("difference() { cube(10); sphere(3); }", { formats: [format], cache });
  return new TextDecoder().decode(outputs.get(format));
}

describe("T-STEP-1 files that are refused before they are read", () => {
  test.each([
    [
      "twice as much with each line",
      step(Array.from({ length: 60 }, (_, k) => `#${k + 2}=G((#${k + 1},#${k + 1}));`)),
      "unfolds to more than",
    ],
    ["an edge that holds itself", step(["#1=ORIENTED_EDGE('',*,*,#1,.T.);"]), "refers to itself"],
    ["a ring", step(["#1=ORIENTED_EDGE('',*,*,#2,.T.);", "#2=ORIENTED_EDGE('',*,*,#1,.T.);"]), "refers to itself"],
    ["a long chain", step(Array.from({ length: 5000 }, (_, k) => `#${k + 2}=G(#${k + 1});`)), "nested too deep"],
    ["no end", "ISO-10303-21;\nDATA;\n#1=POINT();", "end of the STEP file"],
    ["another format", "solid x\nendsolid x\n", "begins with"],
  ])(
    "%s",
    async (name, content, words) => {
      const answer = await tried(name, "part.step", content);
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(words);
    },
    seconds,
  );

  test.each([
    [
      "tables longer than the file",
      "part.brep",
      "CASCADE Topology V1, (c) Matra-Datavision\nLocations 0\nCurve2ds 4000000000\n",
    ],
    ["lines of the wrong width", "part.igs", "not a line of 80 columns\n"],
  ])(
    "%s",
    async (name, file, content) => {
      expect((await tried(name, file, content)).code).toBe("scad_eval_error");
    },
    seconds,
  );
});

describe("T-STEP-1 files that are read", () => {
  test(
    "hundreds of thousands of entities in one line hold no solid",
    async () => {
      const points = Array.from({ length: size(200_000) }, (_, k) => `#${k + 1}=CARTESIAN_POINT('',(0.,0.,${k}.));`);
      const answer = await tried("one line", "part.step", step(points, ""));
      expect(["scad_eval_error", "limit_exceeded", "evaluation_timeout"]).toContain(answer.code);
    },
    seconds,
  );

  describe.each(["step", "brep", "iges"] as const)("%s with other numbers in it", (format) => {
    let good = "";
    beforeAll(async () => {
      good = await written(format);
    }, seconds);
    test.each([3, 17, 101])(
      "every number that is the %dth",
      async (nth) => {
        let seen = 0;
        const content = good.replace(/(?<![#A-Z\d'])\d+/g, (digits) => (++seen % nth === 0 ? `${digits}7` : digits));
        expect(content).not.toBe(good);
        const answer = await tried(
          `${format}: every ${nth}th number`,
          `part.${format === "iges" ? "igs" : format}`,
          content,
        );
        expect([
          "ok",
          "scad_eval_error",
          "limit_exceeded",
          "evaluation_timeout",
          "engine_crashed",
          "quarantined",
        ]).toContain(answer.code);
      },
      seconds,
    );
  });

  test(
    "more faces than there is memory for are counted first",
    async () => {
      // A field of hills: no two triangles of it lie in one plane.
      const n = 130;
      const source = `n = ${n};
        function at(i, j) = i * (n + 1) + j;
        top = [for (i = [0:n], j = [0:n]) [i, j, 5 + sin(i * 17) * cos(j * 13) + 0.3 * sin(i * j * 7)]];
        points = concat(top, [[n / 2, n / 2, -9]]);
        rim = concat([for (k = [0:n-1]) at(k, 0)], [for (k = [0:n-1]) at(n, k)], [for (k = [n:-1:1]) at(k, n)],
          [for (k = [n:-1:1]) at(0, k)]);
        polyhedron(points, concat([for (i = [0:n-1], j = [0:n-1]) each
          [[at(i, j), at(i, j + 1), at(i + 1, j)], [at(i + 1, j), at(i, j + 1), at(i + 1, j + 1)]]],
          [for (k = [0:len(rim)-1]) [rim[k], rim[(k + 1) % len(rim)], len(top)]]));`;
      const answer = await attackWith(service.server(), "T-STEP-1", "a field of hills", { source, format: "step" });
      expect([answer.status, answer.code]).toEqual([422, "scad_eval_error"]);
      expect(answer.text).toContain("faces for which there is memory");
    },
    seconds,
  );

  test(
    "so are the triangles of rounded edges",
    async () => {
      const source = "$fn = 100000; fillet(1) cube(10);";
      const answer = await attackWith(service.server(), "T-STEP-1", "fine fillets", { source, features: ["brep"] });
      expect([answer.code, answer.limit]).toEqual(["limit_exceeded", "triangles"]);
    },
    seconds,
  );

  test(
    "the service still reads good files",
    async () => {
      const answer = await tried("a good one", "part.step", await written("step"));
      expect(answer.code).toBe("ok");
      expect((answer.body.measures as { volume: number }).volume).toBeGreaterThan(900);
    },
    seconds,
  );
});
