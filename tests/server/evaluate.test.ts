// /api/evaluate and /api/parse of a running service: answers, formats, errors of programs and of requests.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { problemAnswer } from "../../backend/server/routes/answers.ts";
import recorded from "./examples.json";
import { post, type ServerUnderTest, startServer } from "./running-server.ts";

const root = path.resolve(import.meta.dir, "../..");
const corpus = path.resolve(root, "../shared/conformance");

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

interface Measures {
  readonly dimension: number;
  readonly volume: number;
  readonly area: number;
  readonly box: { readonly min: number[]; readonly max: number[]; readonly size: number[] } | null;
}
interface Success {
  readonly requestId: string;
  readonly timings: Record<string, number>;
  readonly measures: Measures;
  readonly mesh?: { positions: number[]; triangles: number[]; colors?: number[][]; triangleColors?: number[] };
  readonly polygon?: { outlines: { points: number[]; hole: boolean }[] };
  readonly diagnostics: Record<string, unknown>[];
}
type Failure = Record<string, unknown> & { diagnostics?: Record<string, unknown>[] };

async function evaluate(body: unknown): Promise<Success> {
  const response = await post(`${server.url}/api/evaluate`, body);
  expect(response.status).toBe(200);
  return (await response.json()) as Success;
}

async function failure(body: unknown, status: number, where = "/api/evaluate"): Promise<Failure> {
  const response = await post(server.url + where, body);
  const error = (await response.json()) as Failure;
  expect([response.status, error.code, error.message]).toEqual([status, expect.any(String), expect.any(String)]);
  expect(error.requestId).toBe(response.headers.get("x-request-id"));
  expect(typeof error.retryable).toBe("boolean");
  return error;
}

/** Compares with an answer of another program: relative to the size of the number, or of the model. */
function expectClose(actual: number, wanted: number, scale: number, tolerance: number): void {
  expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(tolerance * Math.max(Math.abs(wanted), scale));
}

describe("answers", () => {
  test("a cube: mesh, measures, diagnostics, timings", async () => {
    const result = await evaluate({ source: 'cube([1, 2, 3]); echo("hello");' });
    expect(result.measures).toMatchObject({ dimension: 3, volume: 6, area: 22, box: { size: [1, 2, 3] } });
    expect(result.mesh?.positions.length).toBe(24);
    expect(result.mesh?.triangles.length).toBe(36);
    expect(result.diagnostics).toEqual([{ severity: "echo", code: "echo", message: '"hello"' }]);
    expect(Object.keys(result.timings)).toEqual(expect.arrayContaining(["queue", "parse", "run", "realize"]));
  });

  test("a flat result has outlines", async () => {
    const { measures, polygon } = await evaluate({
      source: "difference() { square(10); translate([2, 2]) square(3); }",
    });
    expect(measures).toMatchObject({ dimension: 2, area: 91, volume: 0 });
    expect(polygon?.outlines.map(({ hole }) => hole).sort()).toEqual([false, true]);
  });

  test("nothing has dimension 0", async () => {
    const result = await evaluate({ source: "x = 1;" });
    expect(result.measures).toMatchObject({ dimension: 0, volume: 0, box: null });
    expect(result.mesh).toBeUndefined();
  });

  test("colors come per triangle", async () => {
    const { mesh } = await evaluate({
      source: 'color("red") cube(1); color([0, 0, 1, 0.5]) translate([3, 0, 0]) cube(1);',
    });
    expect(mesh?.colors).toEqual([
      [1, 0, 0, 1],
      [0, 0, 1, 0.5],
    ]);
    expect(mesh?.triangleColors?.length).toBe((mesh?.triangles.length ?? 0) / 3);
  });

  test("bare text, and `code` for `source`", async () => {
    const text = await fetch(`${server.url}/api/evaluate`, { method: "POST", body: "cube(2);" });
    expect(((await text.json()) as Success).measures.volume).toBe(8);
    expect((await evaluate({ code: "cube(3);" })).measures.volume).toBe(27);
  });

  test("JSON is recognized when a client names no type", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const response = await post(`${server.url}/api/evaluate`, { source: "cube(2);" }, { headers });
    expect(((await response.json()) as Success).measures.volume).toBe(8);
  });

  test("files of the request can be included, used and imported", async () => {
    const stl =
      "solid a\nfacet normal 0 0 0\nouter loop\nvertex 0 0 0\nvertex 0 1 0\nvertex 1 0 0\nendloop\nendfacet\n";
    const { measures } = await evaluate({
      source: 'include <lib/sizes.scad>\nuse <lib/parts.scad>\npart(size);\ntranslate([20, 0, 0]) import("tetra.off");',
      files: {
        "lib/sizes.scad": "size = 3;",
        "lib/parts.scad": { text: "module part(s) cube(s);" },
        "unused.stl": { base64: btoa(stl) },
        "tetra.off": "OFF\n4 4 0\n0 0 0\n1 0 0\n0 1 0\n0 0 1\n3 0 2 1\n3 0 1 3\n3 1 2 3\n3 0 3 2\n",
      },
    });
    expectClose(measures.volume, 27 + 1 / 6, 0, 1e-6);
  });

  test("should prevent code injection attempts: parameters override variables, whatever their text", async () => {
    const nasty = 'a"; cube(100); b="\\';
    const { measures, diagnostics } = await evaluate({
      source: "size = 1; name = undef; list = undef; cube(size); echo(name, list);",
      parameters: { size: 4, name: nasty, list: [1, [true, null]] },
    });
    expect(measures.volume).toBe(64);
    expect(diagnostics[0]?.message).toBe(`"${nasty}", [1, [true, undef]]`);
  });

  test("names that are special to JavaScript are ordinary", async () => {
    const source =
      "__proto__ = 2; constructor = 3; function toString(x) = x; cube([__proto__, constructor, toString(1)]);";
    expect((await evaluate({ source })).measures.volume).toBe(6);
    const body = '{"source":"cube(__proto__);","parameters":{"__proto__":2}}';
    const response = await fetch(`${server.url}/api/evaluate`, { method: "POST", body });
    expect([200, 400]).toContain(response.status);
    expect((await evaluate({ source: "cube(1);" })).measures.volume).toBe(1);
  });

  test("where the time went stands in the answer and in its Server-Timing header, each stage once", async () => {
    const stagesOf = (response: Response): string[] =>
      [...(response.headers.get("server-timing") ?? "").matchAll(/([\w-]+);dur=\d+\.\d\d/g)].map(
        ([, name]) => name as string,
      );
    const source = "difference() { cube(7); sphere(3.25); }";
    const common = ["queue", "parse", "link", "run"];
    const json = await post(`${server.url}/api/evaluate`, { source });
    expect(stagesOf(json)).toEqual([...common, "kernel", "realize", "write", "check"]);
    expect(Object.keys(((await json.json()) as Success).timings)).toEqual(stagesOf(json));
    const file = await post(`${server.url}/api/evaluate`, { source, format: "off" });
    expect(stagesOf(file)).toEqual([...common, "kernel", "realize", "write", "check"]);
    expect(stagesOf(await post(`${server.url}/api/evaluate`, { source, format: "csg" }))).toEqual([...common, "write"]);
    expect(stagesOf(await post(`${server.url}/api/parse`, { source }))).toEqual(["queue", "parse"]);
    // An earlier result took no time.
    expect((await post(`${server.url}/api/evaluate`, { source })).headers.get("server-timing")).toBeNull();
  });

  test("equal programs give equal results, from every process and repeatedly", async () => {
    const body = { source: "difference() { sphere(5, $fn = 24); cylinder(r = 2, h = 20, center = true, $fn = 12); }" };
    const results = await Promise.all(Array.from({ length: 8 }, () => evaluate(body)));
    for (const { mesh, measures } of results) {
      expect(measures).toEqual(results[0]?.measures as Measures);
      expect(Bun.hash(JSON.stringify(mesh))).toBe(Bun.hash(JSON.stringify(results[0]?.mesh)));
    }
  });
});

describe("files", () => {
  async function file(source: string, query: string, headers: Record<string, string> = {}): Promise<Response> {
    return await fetch(`${server.url}/api/evaluate${query}`, { method: "POST", body: source, headers });
  }

  test("by ?format=", async () => {
    const response = await file("cube(1);", "?format=off");
    expect(response.headers.get("content-type")).toBe("model/x-off");
    expect(response.headers.get("content-disposition")).toContain('filename="model.off"');
    expect(await response.text()).toMatch(/^OFF/);
  });

  test("by the body's format, and by Accept", async () => {
    const byBody = await post(`${server.url}/api/evaluate`, { source: "square(1);", format: "svg" });
    expect(await byBody.text()).toContain("<svg");
    const byAccept = await file("cube(1);", "", { accept: "model/obj" });
    expect(await byAccept.text()).toContain("\nv ");
    expect((await file("cube(1);", "", { accept: "image/webp" })).status).toBe(406);
  });

  test("text formats need no geometry", async () => {
    expect(await (await file('echo("x"); cube(1);', "?format=echo")).text()).toBe('ECHO: "x"\n');
    expect(await (await file("cube(1);", "?format=csg")).text()).toContain("cube(size = [1, 1, 1]");
  });

  test("a flat result cannot be written as STL", async () => {
    const error = await failure({ source: "square(1);", format: "stl" }, 422);
    expect(error).toMatchObject({ code: "not_exportable", message: "Current top level object is not a 3D object." });
  });

  test("every edge of an exported STL is used once in each direction", async () => {
    const source = readFileSync(path.join(root, "examples/enclosure.scad"), "utf8");
    const text = await (await file(source, "?format=stl")).text();
    const corners = [...text.matchAll(/vertex (\S+ \S+ \S+)/g)].map(([, point]) => point as string);
    expect(corners.length).toBeGreaterThan(300);
    const edges = new Map<string, number>();
    for (let i = 0; i < corners.length; i += 3) {
      for (let k = 0; k < 3; k++) {
        const [from, to] = [corners[i + k] as string, corners[i + ((k + 1) % 3)] as string];
        edges.set(`${from}>${to}`, (edges.get(`${from}>${to}`) ?? 0) + 1);
        edges.set(`${to}>${from}`, (edges.get(`${to}>${from}`) ?? 0) - 1);
      }
    }
    expect([...edges].filter(([, balance]) => balance !== 0)).toEqual([]);
  });

  test("a large result is streamed whole", async () => {
    const response = await file("sphere(10, $fn = 200);", "?format=stl");
    const text = await response.text();
    expect(text.length).toBeGreaterThan(1_000_000);
    expect(text.match(/^ {2}facet /gm)?.length).toBe(text.match(/^ {2}endfacet$/gm)?.length as number);
    expect(text.trimEnd().endsWith("endsolid OpenSCAD_Model")).toBe(true);
  });
});

describe("errors of programs", () => {
  test("a syntax error says where: file, line, column, text", async () => {
    const error = await failure({ source: "cube(1);\nsphere(2;\n" }, 422);
    expect(error).toMatchObject({
      code: "scad_parse_error",
      retryable: false,
      file: "main.scad",
      line: 2,
      column: 9,
      text: "sphere(2;",
    });
    expect(error.diagnostics?.[0]).toMatchObject({ severity: "error", line: 2, column: 9, text: "sphere(2;" });
  });

  test("a text that ends too early is wrong where it ends", async () => {
    expect(await failure({ source: "cube(" }, 422)).toMatchObject({ line: 1, column: 6, text: "cube(" });
    expect(await failure({ source: "cube(\n" }, 422)).toMatchObject({ line: 2, column: 1, text: "" });
    expect(await failure({ source: "module m() {\r\n  cube(1);" }, 422)).toMatchObject({ line: 2, column: 11 });
  });

  test("also in a file that the program includes", async () => {
    const error = await failure({ source: "include <a/b.scad>\ncube(1);", files: { "a/b.scad": "x = ;" } }, 422);
    expect(error).toMatchObject({ code: "scad_parse_error", file: "a/b.scad", line: 1 });
  });

  test("a failed assertion", async () => {
    const error = await failure({ source: 'cube(1);\nassert(1 > 2, "no");' }, 422);
    expect(error).toMatchObject({ code: "scad_eval_error", line: 2 });
    expect(error.message).toContain('"no"');
  });

  test("coordinates that are not finite do not leave", async () => {
    for (const number of ["inf", "nan"]) {
      const error = await failure({ source: 'surface("a.dat");', files: { "a.dat": `${number} 1\n3 0\n` } }, 422);
      expect(error).toMatchObject({
        code: "not_exportable",
        message: "The result has coordinates that are not finite.",
      });
    }
  });

  test("warnings do not fail", async () => {
    const { diagnostics, measures } = await evaluate({ source: "cube(nothing);\nmissing();" });
    expect(measures.volume).toBe(1);
    expect(diagnostics.filter(({ severity }) => severity === "warning").length).toBeGreaterThanOrEqual(2);
    expect(diagnostics[0]).toMatchObject({ file: "main.scad", line: 1, text: "cube(nothing);" });
  });

  test("messages about geometry name the statement that made it, not the whole program", async () => {
    const source = [
      "cube(1);",
      "translate([5, 0]) rotate_extrude() translate([-5, 0]) square(10);",
      "  polyhedron([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0, 1, 2]]);",
    ].join("\n");
    const {
      line,
      column,
      diagnostics = [],
    } = (await (await post(`${server.url}/api/evaluate`, { source })).json()) as Failure;
    expect({ line, column }).toEqual({ line: 2, column: 19 });
    expect(diagnostics.map(({ code, line, column }) => ({ code, line, column }))).toEqual([
      { code: "geometry", line: 2, column: 19 },
      ...Array.from({ length: diagnostics.length - 1 }, () => ({ code: "mesh-repair", line: 3, column: 3 })),
    ]);
    expect(diagnostics.length).toBeGreaterThan(2);
  });

  test("a file that is missing or damaged is told where the program names it, though OpenSCAD prints no place", async () => {
    const files = { "a.dat": "1 2\n3 x\n" };
    const { diagnostics } = await evaluate({ source: 'cube(1);\n import("x.stl");\nsurface("a.dat");', files });
    expect(diagnostics).toMatchObject([
      { code: "import-open", message: "Can't open import file '/x.stl', import() at line 2", line: 2, column: 2 },
      { code: "import-format", file: "main.scad", line: 3, text: 'surface("a.dat");' },
    ]);
  });

  test("/api/parse runs nothing", async () => {
    const source =
      "// How long\nlength = 5; // [1:10]\nmodule m(a, b = 2) cube(a);\nfunction f(x) = f(x);\nassert(false);\nm(f(1));";
    const response = await post(`${server.url}/api/parse`, { source });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      parameters: [{ name: "length", kind: "number", initial: 5, minimum: 1, maximum: 10, description: "How long" }],
      modules: [{ name: "m", parameters: "a, b = 2", line: 3 }],
      functions: [{ name: "f", line: 4 }],
      ast: expect.stringContaining("module m(a, b = 2)"),
      diagnostics: [],
    });
    expect((await failure({ source: "module (" }, 422, "/api/parse")).code).toBe("scad_parse_error");
  });

  test("no path of this machine appears in an answer", async () => {
    const source =
      'include </etc/passwd>\nuse <../../etc/passwd>\nimport("/proc/self/environ");\ntext("a", font = "/etc/passwd");';
    const response = await post(`${server.url}/api/evaluate`, { source });
    const text = await response.text();
    expect(text).not.toMatch(/node_modules|root:|\/work|\/home|PATH=/);
    const missing = await post(`${server.url}/api/evaluate`, { source: "include </etc/no-such-file>\n" });
    const existing = await post(`${server.url}/api/evaluate`, { source: "include </etc/passwd>\n" });
    const messages = async (r: Response) => JSON.stringify(((await r.json()) as Success).diagnostics);
    expect((await messages(missing)).replaceAll("no-such-file", "X")).toBe(
      (await messages(existing)).replaceAll("passwd", "X"),
    );
  });
});

describe("the form of errors", () => {
  test("flat, with a name for people and a code for programs", async () => {
    const response = await post(`${server.url}/api/evaluate`, { source: "cube(;" });
    const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toMatchObject({
      error: "Syntax error",
      message: "Parser error: syntax error",
      code: "scad_parse_error",
      retryable: false,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      timestamp,
    });
  });

  test("problem details for those who accept them, whose results stay JSON", async () => {
    for (const accept of ["application/problem+json", "application/json, application/problem+json"]) {
      const headers = { accept };
      const response = await post(`${server.url}/api/evaluate`, { source: "cube(;" }, { headers });
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(problemAnswer.parse(await response.json())).toMatchObject({
        type: "/docs#error-scad_parse_error",
        title: "Syntax error",
        status: 422,
        detail: "Parser error: syntax error",
        line: 1,
      });
      expect((await fetch(`${server.url}/nowhere`, { headers })).headers.get("content-type")).toBe(
        "application/problem+json",
      );
      const good = await post(`${server.url}/api/evaluate`, { source: "cube(1);" }, { headers });
      expect(good.headers.get("content-type")).toBe("application/json");
    }
  });
});

describe("errors of requests", () => {
  const invalid: [string, unknown][] = [
    ["no program", {}],
    ["two programs", { source: "", code: "" }],
    ["a program that is no text", { source: 1 }],
    ["an unknown member", { source: "", sauce: 1 }],
    ["an unknown format", { source: "cube(1);", format: "exe" }],
    ["a list as body", []],
    ["a parameter that is no name", { source: "", parameters: { "a=1;cube(9);b": 1 } }],
    ["a limit of zero", { source: "", limits: { time: 0 } }],
    ["a limit that is no number", { source: "", limits: { time: "1e9" } }],
    ["a path that climbs", { source: "", files: { "../a.scad": "" } }],
    ["an absolute path", { source: "", files: { "/etc/a.scad": "" } }],
    ["a home path", { source: "", files: { "~/a.scad": "" } }],
    ["an encoded path", { source: "", files: { "%2e%2e/a.scad": "" } }],
    ["a backslash", { source: "", files: { "..\\a.scad": "" } }],
    ["a NUL", { source: "", files: { "a\u0000.scad": "" } }],
    ["a drive", { source: "", files: { "C:a.scad": "" } }],
    ["broken base64", { source: "", files: { a: { base64: "***" } } }],
    ["too many files", { source: "", files: Object.fromEntries(Array.from({ length: 201 }, (_, i) => [`f${i}`, ""])) }],
  ];
  test.each(invalid)("should reject malicious input parameters: %s", async (_, body) => {
    expect((await failure(body, 400)).code).toBe("invalid_request");
  });

  test("broken and deeply nested JSON", async () => {
    const send = (body: string) =>
      fetch(`${server.url}/api/evaluate`, { method: "POST", body, headers: { "content-type": "application/json" } });
    expect((await send('{"source":')).status).toBe(400);
    expect((await send(`{"a":${"[".repeat(1_000_000)}`)).status).toBe(400);
    expect((await send("\xff\xfe")).status).toBe(400);
    expect((await send("")).status).toBe(400);
  });

  test("a body over the limit, with and without a length", async () => {
    const large = "x".repeat(10_485_761);
    const declared = await fetch(`${server.url}/api/evaluate`, { method: "POST", body: large });
    expect(declared.status).toBe(413);
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(large));
        controller.close();
      },
    });
    const chunked = await fetch(`${server.url}/api/evaluate`, { method: "POST", body: stream });
    expect([chunked.status, ((await chunked.json()) as Failure).code]).toEqual([413, "payload_too_large"]);
  });

  test("types and encodings that are not understood", async () => {
    const mixed = { "content-type": "multipart/mixed; boundary=x" };
    const parts = await fetch(`${server.url}/api/evaluate`, { method: "POST", body: "--x--", headers: mixed });
    expect(parts.status).toBe(415);
    const headers = { "content-encoding": "gzip" };
    expect((await fetch(`${server.url}/api/evaluate`, { method: "POST", body: "x", headers })).status).toBe(415);
  });

  test("unknown addresses and methods", async () => {
    expect((await fetch(`${server.url}/nothing`)).status).toBe(404);
    const wrong = await fetch(`${server.url}/api/evaluate`);
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "POST"]);
    const asked = await fetch(`${server.url}/api/evaluate`, { method: "OPTIONS" });
    expect([asked.status, asked.headers.get("allow")]).toEqual([204, "POST, OPTIONS"]);
    expect((await fetch(`${server.url}/nothing`, { method: "OPTIONS" })).status).toBe(404);
    for (const address of ["/api/artifacts/x.stl", "/api/parts/x", "/api/assets/x"]) {
      const refused = await fetch(`${server.url}${address}`, { method: "PUT" });
      expect([address, refused.status, refused.headers.get("allow")]).toEqual([address, 405, "GET, HEAD"]);
    }
  });

  test("a request id is taken over if it is harmless", async () => {
    const ask = async (id: string) =>
      (await fetch(`${server.url}/nothing`, { headers: { "x-request-id": id } })).headers.get("x-request-id");
    expect(await ask("abc-123")).toBe("abc-123");
    expect(await ask("a b")).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe("health", () => {
  test.each(["/health", "/api/health"])("%s", async (where) => {
    const response = await fetch(server.url + where);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      status: "healthy",
      environment: "development",
      api: { parser: "operational", evaluator: "operational", wasm: "loaded" },
      memory: { used: expect.any(Number), total: expect.any(Number), external: expect.any(Number) },
    });
  });
  test.each(["/ready", "/api/health/ready", "/live", "/api/health/live"])("%s", async (where) => {
    expect((await fetch(server.url + where)).status).toBe(200);
  });
});

describe("examples", () => {
  interface Recorded {
    readonly dimension: number;
    readonly volume: number;
    readonly area: number;
    readonly box: number[];
    readonly tolerance?: number;
  }

  /** `box` is min and max; its length tells the dimension. */
  function expectMeasures(measures: Measures, wanted: Recorded, tolerance: number): void {
    const size = Math.max(...wanted.box.map(Math.abs));
    const box = [...(measures.box?.min ?? []), ...(measures.box?.max ?? [])];
    expect([measures.dimension, box.length]).toEqual([wanted.dimension, wanted.box.length]);
    for (const [i, value] of box.entries()) expectClose(value, wanted.box[i] as number, size, tolerance);
    expectClose(measures.area, wanted.area, size * size * 1e-4, tolerance);
    expectClose(measures.volume, wanted.volume, size ** 3 * 1e-5, tolerance);
  }

  test("every example has a recorded answer", () => {
    const present = readdirSync(path.join(root, "examples")).map((name) => name.replace(/\.scad$/, ""));
    expect(Object.keys(recorded).sort()).toEqual(present.sort());
  });

  // Recorded from OpenSCAD 2021.01; where letters are flattened differently since then, the tolerance is wider.
  test.each(Object.entries(recorded as Record<string, Recorded>))(
    "%s",
    async (name, wanted) => {
      const source = readFileSync(path.join(root, `examples/${name}.scad`), "utf8");
      expectMeasures((await evaluate({ source })).measures, wanted, wanted.tolerance ?? 1e-4);
    },
    30_000,
  );

  interface Case {
    readonly kind: string;
    readonly file: string;
    readonly args: readonly string[];
    readonly exit: number;
    readonly metrics?: { dim: number; volume?: number; area: number; bbox: number[] };
  }
  const folder = "examples/Basics/";
  const basics: Case[] = existsSync(path.join(corpus, "cases.json"))
    ? (JSON.parse(readFileSync(path.join(corpus, "cases.json"), "utf8")) as Case[]).filter(
        ({ kind, file, metrics, exit }) =>
          kind === "shape" && exit === 0 && file.startsWith(folder) && metrics?.dim === 3,
      )
    : [];
  test.skipIf(basics.length === 0)(
    "models of the conformance corpus, where it lies beside the checkout",
    async () => {
      for (const { file, metrics } of basics) {
        const suite = path.join(corpus, "suite");
        const source = readFileSync(path.join(suite, file), "utf8");
        const { dim, volume = 0, area, bbox } = metrics as NonNullable<Case["metrics"]>;
        const { measures } = await evaluate({ source });
        expectMeasures(measures, { dimension: dim, volume, area, box: bbox }, 1e-3);
      }
    },
    120_000,
  );
});
