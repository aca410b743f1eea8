// The live lane of a running service: sessions over WebSockets and as event streams, what is sent and what is not.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { childrenOf } from "../processes.ts";
import { LiveClient, type Message, readPart } from "./live-client.ts";
import { post, type ServerUnderTest, startServer } from "./running-server.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startServer({ EVALUATION_TIMEOUT: "30s" });
}, 180_000);
afterAll(async () => {
  await server.stop();
}, 180_000);

/** A session without drafts: on a slow machine they come, on a fast one they do not. */
async function opened(program: object): Promise<LiveClient> {
  const client = await LiveClient.connect(server.url);
  client.open({ drafts: false, ...program });
  expect((await client.ended(0)).type).toBe("done");
  return client;
}

const endless =
  "function f(n) = n == 0 ? 0 : f(n - 1) + 1; x = [for (i = [0 : 999998]) f(1000 + i % 2)]; echo(len(x));";

const ofType = ({ messages }: LiveClient, type: string): Message[] => messages.filter((each) => each.type === type);

describe("a session", () => {
  const source = `color("red") translate([5, 0, 0]) cube(2);
difference() { cube(4); #sphere(1, $fn = 12); }
%cylinder(h = 3, r = 1, $fn = 8);
circle(3);`;

  test("tells diagnostics, then parts with their places, looks and sources, then meshes", async () => {
    const client = await opened({ source: `${source} echo("hello"); x = y;` });
    const types = client.messages.map(({ type }) => type).filter((type) => type !== "progress");
    expect(types).toEqual(["opened", "diagnostics", "scene", "mesh", "mesh", "mesh", "mesh", "mesh", "done"]);
    expect(client.messages[1]?.diagnostics).toMatchObject([
      { severity: "warning", code: "unknown-variable", file: "main.scad", line: 4 },
      { severity: "echo", message: '"hello"' },
    ]);
    expect(client.parts).toMatchObject([
      { color: [1, 0, 0, 1], matrix: [1, 0, 0, 5, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] },
      {},
      { modifier: "highlight", ghost: true },
      { modifier: "background", ghost: true },
      {},
    ]);
    expect(client.parts[1]?.ghost).toBeUndefined();
    const { files, places } = client.spans;
    expect(files).toEqual(["main.scad"]);
    const texts = client.parts.map((_, k) => source.slice(places[3 * k + 1], places[3 * k + 2]));
    expect(texts).toEqual([
      "cube(2);",
      "difference() { cube(4); #sphere(1, $fn = 12); }",
      "sphere(1, $fn = 12);",
      "cylinder(h = 3, r = 1, $fn = 8);",
      "circle(3);",
    ]);
    const boxes = client.parts.map(({ key }) => client.meshes.get(key)).map((mesh) => [mesh?.dimension, mesh?.max]);
    expect(boxes.slice(0, 2)).toEqual([
      [3, [2, 2, 2]],
      [3, [4, 4, 4]],
    ]);
    expect(boxes[4]?.[0]).toBe(2);
    client.close();
  });

  test("says that it has no exact solids", async () => {
    const client = await LiveClient.connect(server.url);
    const source = 'cube(1);\nimport("part.step");';
    client.open({ drafts: false, source, files: { "part.step": "ISO-10303-21;" } });
    expect(await client.ended(0)).toMatchObject({
      type: "failed",
      error: {
        code: "scad_eval_error",
        message: "A live preview has no exact solids: part.step, import() at line 2",
        line: 2,
      },
    });
    expect(client.messages.find(({ type }) => type === "diagnostics")?.diagnostics).toMatchObject([
      { severity: "error", code: "import-format" },
    ]);
    client.close();
  });

  test("sends what changed, and a mesh only once", async () => {
    const many = (size: number) =>
      Array.from({ length: 20 }, (_, k) => `translate([${3 * k}, 0, 0]) cube(${k === 7 ? size : 1 + k / 100});`).join(
        "\n",
      );
    const client = await opened({ source: many(1.5) });
    expect(client.meshes.size).toBe(20);
    await client.ended(client.change({ files: { "main.scad": many(2) } }));
    const [, scene] = ofType(client, "scene");
    expect(scene).toMatchObject({ revision: 1, head: 7, tail: 12 });
    expect(scene?.parts).toHaveLength(1);
    expect(ofType(client, "mesh").filter(({ revision }) => revision === 1).length).toBe(1);
    // Back to what was: the client has every mesh.
    await client.ended(client.change({ files: { "main.scad": many(1.5) } }));
    expect(ofType(client, "mesh").filter(({ revision }) => revision === 2).length).toBe(0);
    expect(client.meshes.get(client.parts[7]?.key as string)?.max[0]).toBe(1.5);
    client.close();
  });

  test("takes edits in pieces, parameters and files", async () => {
    const client = await opened({
      source: "include <size.scad>\nuse <part.scad>\ntranslate([0, 0, 1]) part(size);",
      files: { "size.scad": "size = 2;", "part.scad": "module part(s) cube(s);" },
    });
    const width = () => client.meshes.get(client.parts[0]?.key as string)?.max[0];
    expect(width()).toBe(2);
    await client.ended(client.change({ files: { "size.scad": { edits: [{ start: 7, end: 8, text: "31" }] } } }));
    expect(width()).toBe(31);
    await client.ended(client.change({ parameters: { size: 7 } }));
    expect(width()).toBe(7);
    await client.ended(client.change({ parameters: {}, files: { "part.scad": "module part(s) cube(s + 1);" } }));
    expect(width()).toBe(32);
    await client.ended(client.change({ files: { "part.scad": null } }));
    expect(client.parts).toEqual([]);
    expect(ofType(client, "diagnostics").at(-1)?.diagnostics).toMatchObject([
      { severity: "warning", code: "use-not-found" },
      { severity: "warning", code: "unknown-module" },
    ]);
    client.close();
  });

  test("keeps what it shows when a program has errors, and says why", async () => {
    const client = await opened({ source: "cube(1);" });
    const failed = await client.ended(client.change({ files: { "main.scad": "cube(1); sphere(" } }));
    expect(failed).toMatchObject({
      type: "failed",
      error: { code: "scad_parse_error", retryable: false, line: 1, column: 17 },
    });
    expect(ofType(client, "diagnostics").at(-1)?.diagnostics).toMatchObject([{ severity: "error" }, {}]);
    const asserted = await client.ended(client.change({ files: { "main.scad": "cube(1); assert(false);" } }));
    expect(asserted).toMatchObject({ type: "failed", error: { code: "scad_eval_error" } });
    expect(client.parts.length).toBe(1);
    expect((await client.ended(client.change({ files: { "main.scad": "cube(2);" } }))).type).toBe("done");
    expect(client.meshes.get(client.parts[0]?.key as string)?.max[0]).toBe(2);
    client.close();
  });

  test("shows no program that names a file outside of the session", async () => {
    const client = await opened({ source: "cube(1);" });
    for (const statement of ["include <../a.scad>", "use </etc/a.scad>", 'import("../a.stl");']) {
      const failed = await client.ended(client.change({ files: { "main.scad": `${statement}\ncube(2);` } }));
      expect([statement, failed]).toMatchObject([statement, { type: "failed", error: { code: "import_denied" } }]);
    }
    client.close();
  });

  test("repeats the messages of parts that it does not send again", async () => {
    const noisy = (size: number) => `offset(1) { cube(1); square(2); } cube(${size});`;
    const client = await opened({ source: noisy(1) });
    const fresh = ofType(client, "diagnostics").at(-1)?.diagnostics;
    expect(fresh).toHaveLength(1);
    for (const size of [2, 3]) {
      const revision = client.change({ files: { "main.scad": noisy(size) } });
      await client.ended(revision);
      const message = "Ignoring 3D child object for 2D operation";
      expect(ofType(client, "diagnostics").at(-1)).toMatchObject({ revision, diagnostics: [{ message }] });
      expect(ofType(client, "mesh").filter((mesh) => mesh.revision === revision).length).toBe(1);
    }
    client.close();
  });

  test("shows a draft first where the final mesh takes long", async () => {
    const client = await LiveClient.connect(server.url);
    const slow = (r: number) =>
      `difference() { sphere(20, $fn = 100); for (i = [0 : 11]) rotate(30 * i) translate([15, 0, 0]) sphere(${r} + i / 100, $fn = 90); }`;
    client.open({ source: slow(3) });
    await client.ended(0);
    await client.ended(client.change({ files: { "main.scad": slow(3.5) } }));
    const [draft, final] = ofType(client, "mesh").filter(({ revision }) => revision === 1);
    expect([draft?.draft, final?.draft, draft?.key]).toEqual([true, false, final?.key as string]);
    expect(Number(final?.bytes)).toBeGreaterThan(Number(draft?.bytes));
    expect(final?.content).toBe(final?.key);
    const progress = ofType(client, "progress").filter(({ revision }) => revision === 1);
    expect(progress.every(({ done, total }) => Number(done) <= Number(total))).toBe(true);
    client.close();
  }, 180_000);

  test("gives up what a newer revision supersedes, at once and without ending processes", async () => {
    const client = await opened({ source: "cube(1);" });
    let stayed = false;
    // A process that the machine leaves no time to notice is killed: one of a few tries must be noticed.
    for (let attempt = 0; attempt < 5 && !stayed; attempt++) {
      const [before, cancelled] = [await countRestarts(), await countCancelled()];
      const first = client.change({ files: { "main.scad": endless } });
      while (!(await isBusy())) await Bun.sleep(10);
      const second = client.change({ files: { "main.scad": `cube(${attempt + 3});` } });
      expect((await client.ended(second)).type).toBe("done");
      expect(client.messages.some(({ type, revision }) => revision === first && type === "done")).toBe(false);
      expect(await countCancelled()).toBe(cancelled + 1);
      stayed = (await countRestarts()) === before;
    }
    expect(stayed).toBe(true);
    client.close();
  });

  test("takes only the latest of many revisions", async () => {
    const client = await opened({ source: "cube(1);" });
    for (let k = 1; k <= 40; k++) client.change({ files: { "main.scad": `cube(${k});` } });
    await client.ended(client.revision);
    expect(client.meshes.get(client.parts[0]?.key as string)?.max[0]).toBe(40);
    client.close();
  });

  test("ends with the time of an evaluation", async () => {
    const client = await LiveClient.connect(server.url);
    client.open({ source: endless, limits: { time: 300 } });
    const error = { code: "evaluation_timeout" };
    expect(await client.ended(0)).toMatchObject({ type: "failed", error });
    const again = client.change({ files: { "main.scad": `${endless} // again` } });
    expect(await client.ended(again)).toMatchObject({ type: "failed", error });
    client.close();
  });

  test("outlives the process that it runs in", async () => {
    const client = await opened({ source: "cube(1);" });
    client.change({ files: { "main.scad": endless } });
    while (!(await isBusy())) await Bun.sleep(10);
    for (const pid of childrenOf(server.pid)) process.kill(pid, "SIGKILL");
    const revision = client.change({ files: { "main.scad": "cube(5);" } });
    expect((await client.ended(revision, 50_000)).type).toBe("done");
    expect(client.meshes.get(client.parts[0]?.key as string)?.max[0]).toBe(5);
    client.close();
  }, 180_000);

  test("does not send what a client has from before", async () => {
    const source = "cube(31); translate([40, 0, 0]) sphere(5, $fn = 12);";
    const first = await opened({ source });
    const again = await opened({ source, have: first.parts.map(({ key }) => key) });
    expect(again.parts).toEqual(first.parts);
    expect(again.meshes.size).toBe(0);
    first.close();
    again.close();
  });
});

async function metricsText(): Promise<string> {
  return await (await fetch(`${server.url}/metrics`)).text();
}

async function isBusy(): Promise<boolean> {
  return /^moicad_workers\{.*state="busy"\} [1-9]/m.test(await metricsText());
}

async function countCancelled(): Promise<number> {
  return Number(/^moicad_live_revisions_total\{outcome="cancelled"\} (\d+)/m.exec(await metricsText())?.[1] ?? 0);
}

async function countRestarts(): Promise<number> {
  const counts = [...(await metricsText()).matchAll(/^moicad_worker_restarts_total\{.*\} (\d+)/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
}

describe("meshes by address", () => {
  test("are there for everybody, for ever", async () => {
    const client = await opened({ source: "cube([1, 2, 3]);", meshes: "reference" });
    const [mesh] = ofType(client, "mesh");
    expect([mesh?.inline, client.meshes.size]).toEqual([false, 0]);
    const response = await fetch(server.url + mesh?.url);
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(response.headers.get("etag")).toBe(`"${mesh?.key}"`);
    const part = readPart(await response.bytes());
    expect([part.dimension, part.vertices, part.elements, part.max]).toEqual([3, 8, 12, [1, 2, 3]]);
    expect(part.bytes.length).toBe(Number(mesh?.bytes));
    const headers = { "if-none-match": `"${mesh?.key}"` };
    expect((await fetch(server.url + mesh?.url, { headers })).status).toBe(304);
    const unknown = await fetch(`${server.url}/api/parts/${"0".repeat(32)}`);
    expect([unknown.status, ((await unknown.json()) as { code: string }).code]).toEqual([404, "not_found"]);
    client.close();
  });

  test("hold colors where a part has its own", async () => {
    const client = await opened({ source: 'difference() { cube(4); color("blue") cube(2); }' });
    expect(client.meshes.get(client.parts[0]?.key as string)?.colors).toBe(1);
    client.close();
  });
});

describe("an event stream", () => {
  async function events(response: Response): Promise<Message[]> {
    return (await response.text())
      .split("\n\n")
      .filter((block) => block.startsWith("event:"))
      .map((block) => {
        const [, type, data = ""] = /^event: (\w+)\ndata: (.*)$/.exec(block) ?? [];
        const message = JSON.parse(data) as Message;
        expect(message.type).toBe(type as string);
        return message;
      });
  }

  test("tells the same, with meshes by address, and ends", async () => {
    const program = { source: "cube(3); translate([9, 0, 0]) sphere(2, $fn = 8);" };
    const response = await post(`${server.url}/api/preview`, program, { headers: { accept: "text/event-stream" } });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/event-stream"]);
    const all = await events(response);
    const types = all.map(({ type }) => type).filter((type) => type !== "progress");
    expect(types).toEqual(["diagnostics", "scene", "mesh", "mesh", "done"]);
    const mesh = all.find(({ type }) => type === "mesh");
    expect(readPart(await (await fetch(server.url + mesh?.url)).bytes()).max).toEqual([3, 3, 3]);
    const have = all.filter(({ type }) => type === "mesh").map(({ key }) => key);
    const again = await events(await post(`${server.url}/api/preview`, { ...program, have }));
    expect(again.filter(({ type }) => type === "mesh").length).toBe(0);
  });

  test("tells of errors as events, and of wrong requests as responses", async () => {
    const failed = await events(await post(`${server.url}/api/preview`, { source: "cube(" }));
    expect(failed.at(-1)).toMatchObject({ type: "failed", error: { code: "scad_parse_error" } });
    for (const [body, accept, status] of [
      [{}, "*/*", 400],
      [{ source: "cube();", wrong: 1 }, "*/*", 400],
      [{ source: "cube();" }, "image/png", 406],
    ] as const)
      expect((await post(`${server.url}/api/preview`, body, { headers: { accept } })).status).toBe(status);
  });
});

test("caches are counted in metrics and told with answers", async () => {
  const source = (z: number) => `difference() { cube(11); translate([1, 1, ${z}]) cylinder(h = 30, r = 3, $fn = 40); }`;
  await post(`${server.url}/api/evaluate`, { source: source(1) });
  const answer = await post(`${server.url}/api/evaluate`, { source: `${source(1)} cube(1);` });
  const { caches } = (await answer.json()) as { caches: Record<string, { hits: number; misses: number }> };
  expect(Object.keys(caches).sort()).toEqual(["code", "primitives", "results", "shapes", "sources"]);
  expect(answer.headers.get("server-timing")).toContain("cache-shapes;desc=");
  const text = await metricsText();
  for (const tier of ["memory", "shapes", "primitives", "sources", "code", "results", "parts"])
    expect(text).toMatch(new RegExp(`moicad_cache_requests_total\\{tier="${tier}",result="(hit|miss)"\\}`));
  for (const tier of ["memory", "shapes", "primitives", "results", "parts"])
    expect(text).toMatch(new RegExp(`moicad_cache_bytes\\{tier="${tier}"\\} \\d`));
});
