// POST /api/parameters: the customizer's list of a program, as OpenSCAD's command line writes it, and as a JSON Schema.
import { afterAll, beforeAll, expect, test } from "bun:test";
import path from "node:path";
import { post, type ServerUnderTest, startServer } from "./running-server.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const source = `/* [Size] */
// of the box
width = 10; // [1:50]
step = 2.5; // [0:0.5:5]
/* [Look] */
kind = "b"; // [a:Alpha, b:Beta]
size = 8; // [8, 12, 16]
label = "moicad"; // 12
lid = true;
corner = [1, 2, 3]; // [0:10]
__proto__ = 5;
/* [Hidden] */
secret = 1;
cube(width);
`;

const ask = (headers: Record<string, string> = {}, query = ""): Promise<Response> =>
  fetch(`${server.url}/api/parameters${query}`, { method: "POST", body: source, headers });

test("the list is that of the command line", async () => {
  const answer = await ask();
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
  const command = path.join(import.meta.dir, "../../bin/moicad");
  const { stdout } = Bun.spawnSync([command, "-", "-o", "-", "--export-format", "param"], {
    stdin: new TextEncoder().encode(source),
  });
  const written = JSON.parse(stdout.toString()) as { parameters: object[] };
  expect(((await answer.json()) as { parameters: object[] }).parameters).toEqual(written.parameters);
  expect(written.parameters.length).toBeGreaterThan(6);
});

test.each<readonly [Record<string, string>, string]>([
  [{ accept: "application/schema+json" }, ""],
  [{}, "?format=schema"],
])("a JSON Schema: %j %s", async (headers, query) => {
  const answer = await ask(headers, query);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/schema+json"]);
  const { properties, type } = (await answer.json()) as { properties: Record<string, object>; type: string };
  expect(type).toBe("object");
  expect(properties).toMatchObject({
    width: { type: "number", minimum: 1, maximum: 50, default: 10, description: "of the box", "x-group": "Size" },
    step: { type: "number", minimum: 0, maximum: 5, "x-step": 0.5 },
    kind: {
      oneOf: [
        { const: "a", title: "Alpha" },
        { const: "b", title: "Beta" },
      ],
      default: "b",
    },
    label: { type: "string", maxLength: 12 },
    lid: { type: "boolean", default: true },
    corner: { type: "array", minItems: 3, maxItems: 3, items: { type: "number", maximum: 10 }, default: [1, 2, 3] },
  });
  expect(Object.keys(properties)).toContain("__proto__");
  expect(Object.keys(properties)).not.toContain("secret");
});

test("a program that cannot be parsed", async () => {
  const answer = await post(`${server.url}/api/parameters`, { source: "a = ;" });
  expect(answer.status).toBe(422);
  expect(await answer.json()).toMatchObject({ code: "scad_parse_error" });
});
