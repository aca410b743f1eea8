// What the live lane works with, without sockets and processes: projects, scenes, ends of statements, keys, limits.
import { describe, expect, test } from "bun:test";
import { programOf } from "../../../../backend/server/admission/program-request.ts";
import { Connections, TokenBucket } from "../../../../backend/server/live/connections.ts";
import { changeMessage } from "../../../../backend/server/live/messages.ts";
import { Outbox } from "../../../../backend/server/live/outbox.ts";
import { PartKeys } from "../../../../backend/server/live/part-keys.ts";
import { PartStore } from "../../../../backend/server/live/part-store.ts";
import { Project } from "../../../../backend/server/live/project.ts";
import { describeScene, noScene, type SentScene, sceneMessage } from "../../../../backend/server/live/scene-message.ts";
import { statementEnd } from "../../../../backend/server/work/statement-end.ts";

describe("a project", () => {
  const open = () =>
    new Project(programOf({ source: "cube(1);", files: { "a.scad": "äö𝔸b" }, parameters: { x: 1 } }), 1000);
  const change = (project: Project, members: object) =>
    project.change(changeMessage.parse({ type: "change", revision: 1, ...members }));

  test("takes edits one after the other, in UTF-16 units", () => {
    const project = open();
    const edits = [
      { start: 0, end: 2, text: "" },
      { start: 2, end: 2, text: "--" },
      { start: 5, end: 5, text: "!" },
    ];
    change(project, { files: { "./a.scad": { edits } } });
    expect(project.bundle.files.get("a.scad")).toBe("𝔸--b!");
    expect(project.size).toBe("main.scadcube(1);a.scad𝔸--b!".length);
  });

  test("stays as it is when any part of a change does not fit", () => {
    const project = open();
    const before = project.bundle;
    for (const files of [
      { "main.scad": "sphere(1);", "a.scad": { edits: [{ start: 9, end: 9, text: "x" }] } },
      { "main.scad": "sphere(1);", "../b": "x" },
      { "main.scad": "x".repeat(2000) },
      { "main.scad": "sphere(1);", "c.scad": { edits: [{ start: 0, end: 0, text: "x" }] } },
    ])
      expect(() => change(project, { files })).toThrow();
    expect(() => change(project, { files: { "main.scad": "sphere(1);" }, parameters: { "1x": 2 } })).toThrow();
    expect(project.bundle).toEqual(before);
  });

  test("parameters are replaced as a whole, and kept when there are none", () => {
    const project = open();
    expect(project.bundle.definitions).toEqual(["x=1;"]);
    change(project, { files: { "main.scad": "cube(2);" } });
    expect(project.bundle.definitions).toEqual(["x=1;"]);
    change(project, { parameters: { y: 'a"b' } });
    expect(project.bundle.definitions).toEqual(['y="a\\"b";']);
  });
});

describe("scenes", () => {
  const span = { file: "main.scad", start: 1, end: 5 };
  const scene = (...keys: string[]) =>
    describeScene(
      keys.map((key) => ({ key, span })),
      (key) => key.toUpperCase(),
    );
  const told = (before: SentScene, after: SentScene) => JSON.parse(sceneMessage(4, before, after));

  test("only what differs is told", () => {
    const abc = scene("a", "b", "c");
    expect(told(noScene, abc)).toMatchObject({
      revision: 4,
      head: 0,
      tail: 0,
      parts: [{ key: "A" }, { key: "B" }, { key: "C" }],
    });
    expect(told(abc, abc)).toEqual({ type: "scene", revision: 4, head: 3, tail: 0, parts: [] });
    expect(told(abc, scene("a", "x", "c"))).toEqual({
      type: "scene",
      revision: 4,
      head: 1,
      tail: 1,
      parts: [{ key: "X" }],
    });
    expect(told(abc, scene("a", "c"))).toMatchObject({ head: 1, tail: 1, parts: [] });
    expect(told(abc, noScene)).toMatchObject({ head: 0, tail: 0, parts: [], spans: { files: [], places: [] } });
  });

  test("any scene can be made of any other", () => {
    const letters = "aab";
    const all = Array.from({ length: 4 ** 4 }, (_, n) =>
      [0, 1, 2, 3].map((k) => letters[Math.floor(n / 4 ** k) % 4] ?? "").join(""),
    );
    for (const before of all.slice(0, 40))
      for (const after of all) {
        const { head, tail, parts } = told(scene(...before), scene(...after));
        const keys = (parts as { key: string }[]).map(({ key }) => key.toLowerCase()).join("");
        expect(before.slice(0, head) + keys + before.slice(before.length - tail)).toBe(after);
      }
  });
});

test("statements end at their semicolon or brace", () => {
  const cases: [string, string][] = [
    ["cube(1); sphere(2);", "cube(1);"],
    ["translate([1, 2, 3]) rotate(4) cube(5); x", "translate([1, 2, 3]) rotate(4) cube(5);"],
    ["union() { cube(1); sphere(2); } cube(3);", "union() { cube(1); sphere(2); }"],
    ['echo("a;\\"b)"); cube();', 'echo("a;\\"b)");'],
    ["cube(/* ; */ 1 // )\n); x", "cube(/* ; */ 1 // )\n);"],
    ["cube(f(let(a = 1) a)[0]); x", "cube(f(let(a = 1) a)[0]);"],
    ["cube(1) } x", "cube(1) "],
    ["cube(1", "cube(1"],
    ['text("unterminated', 'text("unterminated'],
    ["cube(4 / 2); x", "cube(4 / 2);"],
  ];
  for (const [text, statement] of cases) expect(text.slice(0, statementEnd(text, 0))).toBe(statement);
});

test("keys are equal for equal nodes of one tenant and version, and tell others nothing", () => {
  const keys = new PartKeys("1.0");
  const others = new PartKeys("1.0");
  expect(keys.of("n", undefined)).toBe(others.of("n", undefined));
  expect(keys.of("n", "a")).toBe(keys.of("n", "a"));
  const all = [
    keys.of("n", undefined),
    keys.of("m", undefined),
    new PartKeys("1.1").of("n", undefined),
    keys.of("n", "a"),
    keys.of("n", "b"),
    others.of("n", "a"),
  ];
  expect(new Set(all).size).toBe(all.length);
  for (const key of all) expect(key).toMatch(/^[0-9a-f]{32}$/);
});

test("the store is bounded and keeps tenants apart", () => {
  const store = new PartStore(100_000);
  for (let k = 0; k < 100; k++) store.put(`${k}`, { bytes: new Uint8Array(5000), node: `n${k}`, tenant: "a" });
  expect(store.counts.bytes).toBeLessThanOrEqual(100_000);
  expect(store.get("99", "a")?.node).toBe("n99");
  expect([store.get("99", "b"), store.get("99", undefined), store.get("0", "a")]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(store.counts).toMatchObject({ hits: 1, misses: 3 });
  const first = { bytes: new Uint8Array(3), node: "x", tenant: undefined };
  store.put("same", first);
  store.put("same", { ...first, bytes: new Uint8Array(4) });
  expect(store.get("same", undefined)?.bytes.length).toBe(3);
});

test("what waits for a client stays in order, and meshes can be taken back", () => {
  const sent: string[] = [];
  const client = { buffered: 0, sendText: (text: string) => void sent.push(text), sendBytes: () => undefined };
  const outbox = new Outbox(client);
  const put = (kind: "text" | "mesh", name: string) => outbox.put({ kind, send: ({ sendText }) => sendText(name) });
  put("text", "a");
  client.buffered = 2_000_000;
  for (const [kind, name] of [
    ["text", "b"],
    ["mesh", "c"],
    ["text", "d"],
  ] as const)
    put(kind, name);
  expect([sent, outbox.isClear]).toEqual([["a"], false]);
  outbox.dropMeshes();
  client.buffered = 0;
  expect(outbox.isClear).toBe(false);
  outbox.flush();
  expect([sent, outbox.isClear]).toEqual([["a", "b", "d"], true]);
});

describe("limits", () => {
  test("a bucket allows a burst and then its rate", () => {
    let now = 0;
    const bucket = new TokenBucket(10, 20, () => now);
    const taken = () => Array.from({ length: 100 }, () => bucket.take()).filter(Boolean).length;
    expect(taken()).toBe(20);
    now += 1000;
    expect(taken()).toBe(10);
    now += 3_600_000;
    expect(taken()).toBe(20);
  });

  test("who left can be counted in again, and leaves only once", () => {
    const connections = new Connections({ most: 3, mostPerClient: 2, weightPerSecond: 1, weightAtOnce: 1 });
    const leave = connections.enter("a");
    connections.enter("a");
    expect(() => connections.enter("a")).toThrow("More than 2");
    connections.enter("b");
    expect(() => connections.enter("c")).toThrow("as many");
    leave();
    leave();
    expect(connections.size).toBe(2);
    connections.enter("a");
    expect(() => connections.enter("b")).toThrow("as many");
  });
});
