// Exact solids from the service: their own process, started by the first request that needs it.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { zipSync } from "fflate";
import { namesSolids } from "../../backend/server/engine.ts";
import { evaluateAnswer } from "../../backend/server/routes/answers.ts";
import { post, type ServerUnderTest, startServer } from "./running-server.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startServer({ EVALUATION_TIMEOUT: "280s" });
});
afterAll(() => server.stop());

const seconds = 300_000;

test(
  "a STEP file, and one read back",
  async () => {
    const written = await post(`${server.url}/api/evaluate`, { source: "cylinder(r = 3, h = 7);", format: "step" });
    expect([written.status, written.headers.get("content-type")]).toEqual([200, "model/step"]);
    const text = await written.text();
    expect(text.startsWith("ISO-10303-21;")).toBe(true);
    expect(text).toContain("CYLINDRICAL_SURFACE");
    expect(text).toContain("2 nodes exact");
    const told = "tier=T1, confidence=0.95, exact=2, faceted=0, mesh=0";
    expect(written.headers.get("x-moicad-exactness")).toBe(told);
    const kept = await fetch(`${server.url}${written.headers.get("content-location")}`);
    expect(kept.headers.get("x-moicad-exactness")).toBe(told);

    const read = await post(`${server.url}/api/evaluate`, {
      source: 'import("part.step", $fn = 200);',
      files: { "part.step": text },
      formats: ["step", "binstl"],
    });
    const answer = evaluateAnswer.parse(await read.json());
    expect(answer.exactness).toMatchObject({ tier: "T1", confidence: 0.95, counts: { exact: 2, faceted: 0, mesh: 0 } });
    expect(Math.abs((answer.exactness?.gate.volume ?? 0) / (Math.PI * 63) - 1)).toBeLessThan(1e-9);
    expect(Math.abs((answer.measures.volume ?? 0) / (Math.PI * 63) - 1)).toBeLessThan(1e-3);
  },
  seconds,
);

test(
  "fillet() when the request asks for the extension",
  async () => {
    const source = "fillet(2) cube(20);";
    const without = await post(`${server.url}/api/evaluate`, { source });
    expect(await without.json()).toMatchObject({ measures: { dimension: 0 } });
    const response = await post(`${server.url}/api/evaluate`, { source, features: ["brep"] });
    const answer = evaluateAnswer.parse(await response.json());
    // 8000 less what rounding takes from edges and corners.
    expect(answer.measures.volume).toBeGreaterThan(7790);
    expect(answer.measures.volume).toBeLessThan(7810);
    expect(response.headers.has("x-moicad-exactness")).toBe(false);
  },
  seconds,
);

test(
  "edges that do not fit are told with file, line and column",
  async () => {
    const source = "cube(3);\n  fillet(50) cube(10);\n  chamfer(1, [[[50, 50, 50], [60, 60, 60]]]) cube(10);\n";
    const response = await post(`${server.url}/api/evaluate`, { source, features: ["brep"] });
    const { diagnostics } = evaluateAnswer.parse(await response.json());
    const told = diagnostics.filter(({ severity }) => severity === "warning");
    expect(told.map(({ file, line, column }) => [file, line, column])).toEqual([
      ["main.scad", 2, 3],
      ["main.scad", 3, 3],
    ]);
  },
  seconds,
);

test(
  "a file that unfolds without end is refused, and the next request works",
  async () => {
    const entities = Array.from({ length: 60 }, (_, k) => `#${k + 2}=GROUP((#${k + 1},#${k + 1}));`);
    const bomb = ["ISO-10303-21;", "DATA;", "#1=POINT();", ...entities, "ENDSEC;", "END-ISO-10303-21;"].join("\n");
    const response = await post(`${server.url}/api/evaluate`, {
      source: 'import("bomb.step");',
      files: { "bomb.step": bomb },
    });
    expect(response.status).toBe(422);
    expect(JSON.stringify(await response.json())).toContain("unfolds to more than");
    const next = await post(`${server.url}/api/evaluate`, { source: "sphere(1);", format: "brep" });
    expect(next.status).toBe(200);
  },
  seconds,
);

test(
  "R-53 solids that are not all exact say so, and are counted",
  async () => {
    const counters = async () => {
      const text = await (await fetch(`${server.url}/metrics`)).text();
      const number = (line: RegExp): number => Number(line.exec(text)?.[1]);
      const degraded = number(/^moicad_degraded_total\{tier="T2"\} (\d+)/m);
      return { degraded, processes: number(/^moicad_workers\{engine="occt",state="idle"\} (\d+)/m) };
    };
    const before = await counters();
    const source = "hull() { sphere(2, $fn = 40); translate([6, 0, 0]) cylinder(r = 1, h = 3, $fn = 40); }";
    const response = await post(`${server.url}/api/evaluate`, { source, formats: ["brep"] });
    const { exactness } = evaluateAnswer.parse(await response.json());
    expect(exactness).toMatchObject({ tier: "T2", confidence: 0.75 });
    expect(exactness?.nodes.some(({ reason }) => reason !== undefined)).toBe(true);
    expect(await counters()).toEqual({ degraded: before.degraded + 1, processes: 1 });
  },
  seconds,
);

test(
  "R-54 where they are required, the service makes one before it says that it listens",
  async () => {
    const own = await startServer({ REQUIRE_OCCT: "true", MAX_CONCURRENT_JOBS: "1" });
    const metrics = await (await fetch(`${own.url}/metrics`)).text();
    expect(metrics).toContain('moicad_workers{engine="occt",state="idle"} 1');
    expect(await own.stop()).toBe(0);
  },
  seconds,
);

test(
  "a file in a zip is read where exact solids are made",
  async () => {
    const made = await post(`${server.url}/api/evaluate`, { source: "cylinder(r = 2, h = 5);", format: "brep" });
    const zip = zipSync({
      "main.scad": new TextEncoder().encode('import("parts/pin.brep");'),
      "parts/pin.brep": new Uint8Array(await made.arrayBuffer()),
    });
    expect(namesSolids(zip)).toBe(true);
    expect(namesSolids(zipSync({ "main.scad": new Uint8Array(1), "step.txt": new Uint8Array(9) }))).toBe(false);
    const response = await fetch(`${server.url}/api/evaluate`, {
      method: "POST",
      headers: { "content-type": "application/zip" },
      body: zip as Uint8Array<ArrayBuffer>,
    });
    const answer = evaluateAnswer.parse(await response.json());
    expect(answer.measures.volume).toBeGreaterThan(50);
  },
  seconds,
);
