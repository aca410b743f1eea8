// Hostile files of exact solids (spec/server.md §3b, T-STEP-1): what would unfold, lie or never end is refused, or ends with
// its process; the process for exact solids is another one than that of ordinary programs.
import { beforeAll, describe, expect, test } from "bun:test";
import { post } from "../running-server.ts";
import { type Answered, attackWith, serviceUnderAttack, size } from "./harness.ts";

const seconds = 120_000;
const service = serviceUnderAttack({ EVALUATION_TIMEOUT: "10s", REQUEST_TIMEOUT: "60s" }, { lazy: 1 });
const tried = (name: string, file: string, content: string): Promise<Answered> =>
  attackWith(service.server(), "T-STEP-1", name, { source: `import("${file}");`, files: { [file]: content } });

const step = (lines: readonly string[], separator = "\n"): string =>
  ["ISO-10303-21;", "HEADER;", "ENDSEC;", "DATA;", ...lines, "ENDSEC;", "END-ISO-10303-21;"].join(separator);

async function written(format: "step" | "brep" | "iges"): Promise<string> {
  const source = "difference() { cube(10); sphere(3); }";
  const response = await post(`${service.server().url}/api/evaluate`, { source, format });
  expect(response.status).toBe(200);
  return response.text();
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
  ])("%s", async (name, content, words) => {
    const answer = await tried(name, "part.step", content);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(words);
  });

  test.each([
    [
      "tables longer than the file",
      "part.brep",
      "CASCADE Topology V1, (c) Matra-Datavision\nLocations 0\nCurve2ds 4000000000\n",
    ],
    ["lines of the wrong width", "part.igs", "not a line of 80 columns\n"],
  ])("%s", async (name, file, content) => {
    expect((await tried(name, file, content)).code).toBe("scad_eval_error");
  });
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
    "the service still reads good files",
    async () => {
      const answer = await tried("a good one", "part.step", await written("step"));
      expect(answer.code).toBe("ok");
      expect((answer.body.measures as { volume: number }).volume).toBeGreaterThan(900);
    },
    seconds,
  );
});
