// The pages and the API's description: complete, self-contained, allowed by their own policy, and true.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import path from "node:path";
import { createApp } from "../../backend/server/app.ts";
import { readConfig } from "../../backend/server/config.ts";
import { codes } from "../../backend/server/errors.ts";
import * as answers from "../../backend/server/routes/answers.ts";
import type { Service } from "../../backend/server/service.ts";
import { type ApiDescription, describeApi } from "../../backend/server/web/api-description.ts";
import { html, jsonForScript, Markup } from "../../backend/server/web/html.ts";
import { makePage } from "../../backend/server/web/page.ts";
import { post, type ServerUnderTest, startServer } from "./running-server.ts";

const root = path.resolve(import.meta.dir, "../..");

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startServer({ EVALUATION_TIMEOUT: "2s" });
});
afterAll(() => server.stop());

function hashOf(content: string): string {
  return `'sha256-${new Bun.CryptoHasher("sha256").update(content).digest("base64")}'`;
}

describe("the description", () => {
  const api = describeApi("1.2.3");

  test("every route is described, and nothing else", () => {
    const config = readConfig({}, 1);
    const app = createApp({ config, version: "1.2.3", log: () => undefined, draining: false } as unknown as Service);
    const routes = app.routes
      .filter(({ method }) => method !== "ALL")
      .map(({ method, path: address }) => `${method} ${address.replace(/:(\w+)/g, "{$1}")}`);
    const described = Object.entries(api.paths).flatMap(([address, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${address}`),
    );
    expect(described.sort()).toEqual([...new Set(routes)].sort());
  });

  test("operations have names of their own, references lead somewhere, members of requests have texts", () => {
    const ids = Object.values(api.paths).flatMap((methods) => Object.values(methods).map((o) => o.operationId));
    expect(new Set(ids).size).toBe(ids.length);
    const references = [...JSON.stringify(api).matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target as string);
    expect(references.length).toBeGreaterThan(30);
    for (const target of references) {
      const [, kind, name] = /^#\/components\/(schemas|headers)\/(.+)$/.exec(target) ?? [];
      expect(api.components[kind as "schemas" | "headers"]).toHaveProperty([name as string]);
    }
    for (const name of ["ProgramRequest", "Limits"]) {
      for (const [member, { description }] of Object.entries(api.components.schemas[name]?.properties ?? {}))
        expect([member, (description ?? "").length > 10]).toEqual([member, true]);
    }
  });

  test("every error that a client can see outside of routing belongs to some operation", () => {
    const texts = JSON.stringify(api.paths);
    const elsewhere = new Set(["not_found", "method_not_allowed", "client_closed_request", "request_timeout"]);
    const missing = Object.keys(codes).filter((code) => !elsewhere.has(code) && !texts.includes(`\`${code}\``));
    expect(missing).toEqual([]);
  });

  test("it is served", async () => {
    const response = await fetch(`${server.url}/openapi.json`);
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(((await response.json()) as ApiDescription).openapi).toBe("3.1.1");
  });
});

describe("answers are as described", () => {
  const api = describeApi("1.2.3");
  const shapes = {
    EvaluateAnswer: answers.evaluateAnswer,
    ParseAnswer: answers.parseAnswer,
    HealthAnswer: answers.healthAnswer,
    ReadyAnswer: answers.readyAnswer,
    LiveAnswer: answers.liveAnswer,
    BreakerAnswer: answers.breakerAnswer,
    ErrorAnswer: answers.errorAnswer,
  };

  async function expectDescribed(response: Response, method: "get" | "post"): Promise<void> {
    const address = decodeURIComponent(new URL(response.url).pathname);
    const answer = api.paths[address]?.[method]?.responses[response.status];
    expect([address, response.status, answer !== undefined]).toEqual([address, response.status, true]);
    const type = (response.headers.get("content-type") ?? "").split(";")[0] as string;
    const schema = answer?.content[type]?.schema;
    expect([type, schema !== undefined]).toEqual([type, true]);
    const name = schema?.$ref?.split("/").at(-1) as keyof typeof shapes | undefined;
    const body = name === undefined ? await response.text() : await response.json();
    if (name === undefined) return;
    const { error } = shapes[name].safeParse(body);
    expect([address, response.status, error?.issues ?? []]).toEqual([address, response.status, []]);
  }

  test.each(Object.keys(api.paths).filter((address) => api.paths[address]?.get !== undefined))("GET %s", async (at) => {
    await expectDescribed(await fetch(server.url + at), "get");
  });

  const requests: [string, unknown][] = [
    ["a solid", { source: 'color("red") cube(1); echo(1);' }],
    ["a flat result", { source: "difference() { square(3); square(1); }" }],
    ["nothing", { source: "" }],
    ["a solid whose volume is more than a number holds", { source: "cylinder(4, 4, 1e200);" }],
    ["warnings", { source: "cube(nothing); missing();" }],
    ["a file", { source: "cube(1);", format: "3mf" }],
    ["text", { source: "echo(1);", format: "echo" }],
    [
      "every kind of parameter",
      { source: 'a = 1; b = "x"; c = true; d = [1, 2]; e = 1; // [1:One, 2:Two]\nf = 5; // [1:10]' },
    ],
    ["a syntax error", { source: "cube(" }],
    ["a failed assertion", { source: "assert(false);" }],
    ["endless recursion", { source: "function f(x) = 1 + f(x + 1); echo(f(1));" }],
    ["a flat result as STL", { source: "square(1);", format: "stl" }],
    ["an exceeded budget", { source: "for (i = [1:100]) cube(i);", limits: { csgNodes: 10 } }],
    ["an endless program", { source: "x = [for (i = [0 : 999998]) for (j = [0 : 999998]) if (i < 0) j];" }],
    ["a mistake in the request", { source: 1, files: { a: 2 } }],
    ["an unknown format", { source: "", format: "exe" }],
  ];
  test.each(requests)("POST: %s", async (_, body) => {
    await expectDescribed(await post(`${server.url}/api/evaluate`, body), "post");
    await expectDescribed(await post(`${server.url}/api/parse`, body), "post");
  });

  test("POST: bodies that are no request at all", async () => {
    const bodies = ["", "[]", '{"source":', "\u0000", "x".repeat(10_485_761)];
    for (const body of bodies) {
      for (const address of ["/api/evaluate", "/api/parse"]) {
        const headers = { "content-type": "application/json" };
        await expectDescribed(await fetch(server.url + address, { method: "POST", body, headers }), "post");
      }
    }
  });
});

describe("pages", () => {
  /** The parts that the policy names, and whether the page could load anything else. */
  async function expectSelfContained(where: string): Promise<string> {
    const response = await fetch(server.url + where);
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    const text = await response.text();
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toStartWith("default-src 'none'; ");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    const inline = [...text.matchAll(/<(style|script type="module")>([\s\S]*?)<\/(?:style|script)>/g)];
    expect(inline.length).toBeGreaterThan(0);
    for (const [, , content] of inline) expect(policy).toContain(hashOf(content as string));
    expect(text).not.toMatch(/<(script|img|iframe|link|object|embed)[^>]*\s(src|href)="(?!data:)/);
    expect(text).not.toMatch(/\s(on[a-z]+|style)="/);
    expect(text).not.toMatch(/url\(|@import/);
    return text;
  }

  test("the playground holds everything that it needs", async () => {
    const text = await expectSelfContained("/");
    const setup = JSON.parse(/<script id="setup"[^>]*>([\s\S]*?)<\/script>/.exec(text)?.[1] ?? "") as {
      examples: { name: string; source: string }[];
      formats: { format: string }[];
    };
    const examples = readdirSync(path.join(root, "examples")).filter((name) => name.endsWith(".scad"));
    expect(setup.examples.map(({ name }) => `${name}.scad`)).toEqual(examples.sort());
    expect(setup.formats.map(({ format }) => format)).toContain("stl");
  });

  test("the documentation needs no script", async () => {
    const text = await expectSelfContained("/docs");
    expect(text).not.toContain("<script");
    for (const address of Object.keys(describeApi("1").paths)) expect(text).toContain(address);
    for (const code of Object.keys(codes)) expect(text).toContain(code);
    const targets = new Set([...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    for (const [, id] of text.matchAll(/href="#([^"]+)"/g)) expect(targets).toContain(id);
  });

  test.each(["/", "/docs"])("%s is not sent again to a client that has it", async (where) => {
    const etag = (await fetch(server.url + where)).headers.get("etag") as string;
    const again = await fetch(server.url + where, { headers: { "if-none-match": etag } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
    expect(again.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  test.each(["/", "/docs", "/openapi.json"])("%s is packed for those who take it", async (where) => {
    const headers = { "accept-encoding": "gzip" };
    const packed = await fetch(server.url + where, { headers, decompress: false } as RequestInit);
    const whole = await fetch(server.url + where, { headers: { "accept-encoding": "identity" } });
    expect([packed.headers.get("content-encoding"), whole.headers.get("content-encoding")]).toEqual(["gzip", null]);
    const bytes = await packed.arrayBuffer();
    expect(bytes.byteLength).toBeLessThan(Number(whole.headers.get("content-length")) / 2);
    expect(new TextDecoder().decode(Bun.gunzipSync(bytes))).toBe(await whole.text());
  });

  test("HEAD is answered", async () => {
    const response = await fetch(server.url, { method: "HEAD" });
    expect([response.status, await response.text()]).toEqual([200, ""]);
    const { byteLength } = await (await fetch(server.url)).arrayBuffer();
    expect(response.headers.get("content-length")).toBe(String(byteLength));
  });
});

describe("markup", () => {
  test("text cannot become markup", () => {
    const nasty = `<script>alert("1")</script>'&`;
    const { text } = html`<p title="${nasty}">${[nasty, undefined, 3, new Markup("<br>")]}</p>`;
    const escaped = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;";
    expect(text).toBe(`<p title="${escaped}">${escaped}3<br></p>`);
  });

  test("data cannot end its element", () => {
    const value = { text: "</script><!--" };
    expect(jsonForScript(value)).not.toContain("<");
    expect(JSON.parse(jsonForScript(value))).toEqual(value);
  });

  test("a page without a place for its parts is an error", () => {
    expect(() => makePage({ document: "<p>", style: "" })).toThrow("<style>");
    expect(() => makePage({ document: "<style></style>", style: "", script: "1" })).toThrow("<script");
  });
});
