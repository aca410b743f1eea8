// /api/validate and /api/heal of a running service: files in every way that clients send them, reports, healed files, errors.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { healAnswer, validateAnswer } from "../../backend/server/routes/inspect-answers.ts";
import { evaluateShape } from "../contract/evaluate-shape.ts";
import { box, edit, join, off, turned, validateFile } from "../unit/inspect/bodies.ts";
import { post, type ServerUnderTest, startServer } from "./running-server.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const cube = off(box());
const flipped = off(edit(box(), (triangle, at) => [at === 5 ? turned(triangle) : triangle]));
const open = off(edit(box(), (triangle, at) => (at === 5 ? [] : [triangle])));
const crossing = off(join(box(20), box(20, [10, 11, 12])));

const send = (
  where: string,
  body: string | Uint8Array<ArrayBuffer> | FormData,
  headers: Record<string, string> = {},
): Promise<Response> => fetch(server.url + where, { method: "POST", body, headers });

async function validated(response: Response) {
  const text = await response.text();
  expect([response.status, text.slice(0, 200)]).toEqual([200, expect.any(String)]);
  return validateAnswer.parse(JSON.parse(text));
}

describe("ways to send a file", () => {
  const type = { "content-type": "application/octet-stream" };
  const form = (name: string): FormData => {
    const data = new FormData();
    data.append("file", new Blob([cube]), name);
    return data;
  };

  test.each<[string, () => Promise<Response>]>([
    ["bytes", () => send("/api/validate", cube, type)],
    ["without a type at all", () => send("/api/validate", new TextEncoder().encode(cube))],
    ["with a media type", () => send("/api/validate", cube, { "content-type": "model/x-off" })],
    ["with a type in the address", () => send("/api/validate?type=off", cube, type)],
    ["with a name", () => send("/api/validate?name=a.OFF", cube, type)],
    ["as a form", () => send("/api/validate", form("part.off"))],
    ["as JSON", () => post(`${server.url}/api/validate`, { file: cube, name: "a.off" })],
    ["as base64", () => post(`${server.url}/api/validate`, { file: { base64: btoa(cube) } })],
  ])("%s", async (_, request) => {
    const answer = await validated(await request());
    expect([answer.type, answer.validation.qualityScore, answer.measures.volume]).toEqual(["off", 1, 1]);
    expect(answer.validation.stages.map(({ name, status }) => `${name}: ${status}`)).toEqual([
      "file integrity: passed",
      "format compliance: passed",
      "parsing: passed",
      "geometry validity: passed",
      "quality score: passed",
    ]);
  });

  test.each<[string, () => Promise<Response>, number, string]>([
    ["nothing", () => send("/api/validate", ""), 400, "invalid_request"],
    ["an unknown type", () => send("/api/validate?type=png", cube), 400, "invalid_request"],
    ["an unknown parameter", () => send("/api/validate?kind=off", cube), 400, "invalid_request"],
    ["a form with two files", () => send("/api/heal", twoFiles()), 400, "invalid_request"],
    ["a flat format", () => send("/api/heal?format=svg", cube), 400, "invalid_request"],
    ["a flat format by Accept", () => send("/api/heal", cube, { accept: "image/svg+xml" }), 406, "not_acceptable"],
    [
      "no limit",
      () => post(`${server.url}/api/heal`, { file: cube, limits: { triangles: 0 } }),
      400,
      "invalid_request",
    ],
    [
      "too many triangles",
      () => post(`${server.url}/api/heal`, { file: cube, limits: { triangles: 5 } }),
      422,
      "limit_exceeded",
    ],
    ["nothing to write", () => send("/api/heal?format=stl", "ISO-10303-21;\n"), 422, "not_exportable"],
    ["packed bytes", () => send("/api/heal", cube, { "content-encoding": "gzip" }), 415, "unsupported_media_type"],
    ["with GET", () => fetch(`${server.url}/api/heal`), 405, "method_not_allowed"],
  ])("refused: %s", async (_, request, status, code) => {
    const response = await request();
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
  });

  function twoFiles(): FormData {
    const data = form("a.off");
    data.append("other", new Blob([cube]), "b.off");
    return data;
  }
});

describe("validation", () => {
  test("a file that is not valid is an answer, not an error", async () => {
    const { validation, type } = await validated(await send("/api/validate", open));
    expect([type, validation.qualityScore]).toEqual(["off", 0.509]);
    expect(validation.stages[3]).toMatchObject({
      stage: 4,
      status: "failed",
      issues: [{ code: "open-edges", severity: "error", count: 3 }],
    });
  });

  test("and so is one that is nothing", async () => {
    const { validation, type, measures } = await validated(await send("/api/validate", "cube(10);"));
    expect([type, validation.qualityScore, measures.dimension]).toEqual([null, 0, 0]);
    expect(validation.stages.map(({ status }) => status)).toEqual(["passed", "failed", "skipped", "skipped", "failed"]);
  });

  test("the same file again comes from the cache", async () => {
    const body = off(box([1, 2, 3]));
    await validated(await send("/api/validate", body));
    expect((await validated(await send("/api/validate", body))).cached).toBe(true);
  });

  test("heal=auto heals what is not valid, and only that", async () => {
    expect((await validated(await send("/api/validate?heal=auto", cube))).healing).toBeUndefined();
    const { healing, outputs } = await validated(await send("/api/validate?heal=auto", flipped));
    expect([healing?.applied.map(({ code }) => code), Object.keys(outputs ?? {})]).toEqual([
      ["flipped-facets"],
      ["off"],
    ]);
  });
});

describe("healing", () => {
  test("a report with the file in it, and the original kept", async () => {
    const response = await send("/api/heal", flipped);
    const answer = healAnswer.parse(await response.json());
    expect(answer.healing).toEqual({
      applied: [{ code: "flipped-facets", count: 1, message: "facets turned: 1" }],
      remaining: [],
    });
    expect([answer.measures.volume, answer.original.bytes]).toEqual([1, flipped.length]);
    const healed = Buffer.from(answer.outputs.off?.base64 ?? "", "base64");
    expect(validateFile(healed).validation.qualityScore).toBe(1);
    const [, original] = /^<([^>]+)>; rel="original"$/.exec(response.headers.get("link") ?? "") ?? [];
    expect(original).toBe(`/api/artifacts/${answer.original.sha256}.off`);
    expect(await (await fetch(server.url + original)).text()).toBe(flipped);
  });

  test("the file alone, in another format", async () => {
    const response = await send("/api/heal?format=binstl", crossing);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "model/stl"]);
    const { validation, type } = validateFile(await response.bytes());
    expect([type?.name, validation.qualityScore]).toEqual(["stl", 1]);
    const accepted = await send("/api/heal", crossing, { accept: "model/3mf" });
    expect(accepted.headers.get("content-type")).toBe("model/3mf");
  });

  test("R-51 what stays wrong leaves in a report, and is no file", async () => {
    const open = "OFF\n4 3 0\n0 0 0\n1 0 0\n0 1 0\n0 0 1\n3 0 2 1\n3 0 1 3\n3 1 2 3\n";
    const answer = healAnswer.parse(await (await send("/api/heal", open)).json());
    expect([answer.healing.remaining.map(({ code }) => code), Object.keys(answer.outputs ?? {})]).toEqual([
      ["open-edges"],
      ["off"],
    ]);
    const huge = "OFF\n4 4 0\n0 0 0\n1e39 0 0\n0 1e39 0\n0 0 1e39\n3 0 2 1\n3 0 1 3\n3 1 2 3\n3 0 3 2\n";
    expect((await send("/api/heal?format=off", huge)).status).toBe(200);
    for (const [file, format] of [
      [open, "off"],
      [open, "stl"],
      [huge, "glb"],
      [huge, "3mf"],
      [huge, "binstl"],
    ] as const) {
      const refused = await send(`/api/heal?format=${format}`, file);
      expect([format, refused.status]).toEqual([format, 422]);
      expect(await refused.json()).toMatchObject({ code: "not_exportable" });
    }
  });

  test("what nobody can heal", async () => {
    const answer = healAnswer.parse(await (await send("/api/heal", "hello")).json());
    expect(answer).toMatchObject({
      type: null,
      healing: { applied: [], remaining: [{ code: "unknown-format" }] },
      outputs: {},
    });
  });
});

test("exact solids go to the processes that have OpenCascade, by their content", async () => {
  const { outputs } = await evaluateShape("cylinder(r = 3, h = 10);", { formats: ["step"] });
  const answer = await validated(await send("/api/validate", outputs.get("step") as Uint8Array<ArrayBuffer>));
  expect([answer.type, answer.validation.qualityScore]).toEqual(["step", 1]);
  expect(answer.measures.volume).toBeGreaterThan(270);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(/moicad_kernel_cpu_seconds_total\{engine="occt"\} (?!0$)/m.test(metrics)).toBe(true);
}, 60_000);

test("a file that takes too long ends in time, and the next is served", async () => {
  const points = Array.from({ length: 60_000 }, (_, k) => `v ${Math.cos(k)} ${Math.sin(k)} ${k % 7}`);
  const facets = points.map((_, k) => `f 1 2 ${k + 3}`);
  const file = ["v 0 0 0", "v 0 0 9", ...points, ...facets].join("\n");
  const response = await post(`${server.url}/api/validate`, { file, type: "obj", limits: { time: 1500 } });
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([504, "evaluation_timeout"]);
  expect((await validated(await send("/api/validate", cube))).validation.qualityScore).toBe(1);
});
