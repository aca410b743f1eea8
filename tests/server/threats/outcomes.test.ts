// Programs that try to look done though they failed, or to fail in another way than they did (row T-OUT-1 of docs/threats.md).
import { describe, expect, test } from "bun:test";
import { LiveClient } from "../live-client.ts";
import { type Answered, attack, attackWith, serviceUnderAttack } from "./harness.ts";

const service = serviceUnderAttack();
const row = "T-OUT-1";
const tried = (name: string, source: string): Promise<Answered> => attackWith(service.server(), row, name, { source });
const messages = ({ body }: Answered): string[] =>
  ((body.diagnostics ?? []) as { message: string }[]).map(({ message }) => message);
const loud = "cube(1); for (i = [0 : 20000]) echo(i);";
const large = "s = chr([for (i = [0 : 600000]) 65]); t = str(s, s);";

describe("T-OUT-1 what failed is not hidden behind messages", () => {
  test.each([
    ["an assertion after ten thousand lines", `${loud} assert(false, "hidden");`, "hidden"],
    ["one in a function", `${loud} function f(x) = assert(x > 0, "hidden") x; cube(f(-1));`, "hidden"],
    ["recursion after ten thousand lines", `${loud} module m() { m(); } m();`, "Recursion detected"],
    ["an assertion after a megabyte", `cube(1); ${large} echo(t); assert(false, "hidden");`, "hidden"],
    ["an assertion of a megabyte", `cube(1); ${large} assert(false, t);`, "AAAA"],
  ])("%s", async (name, source, message) => {
    const answer = await tried(name, source);
    expect([answer.status, answer.code]).toEqual([422, "scad_eval_error"]);
    expect(messages(answer).at(-1)).toContain(message);
    expect(answer.text.length).toBeLessThan(1_500_000);
  });

  test("nor does a file come of it", async () => {
    const send = (url: string): Promise<Response> =>
      fetch(`${url}/api/evaluate?format=stl`, { method: "POST", body: `${loud} assert(false);` });
    const answer = await attack(service.server(), { row, name: "a file", send });
    expect([answer.status, answer.code]).toEqual([422, "scad_eval_error"]);
  });

  test("nor a preview", async () => {
    const client = await LiveClient.connect(service.server().url);
    client.open({ source: `${loud} assert(false);` });
    expect((await client.ended(0)).type).toBe("failed");
    client.close();
  });

  test("many errors are as bounded as what they come after", async () => {
    const answer = await tried("many errors", `${loud} for (i = [0 : 20000]) import(str("missing", i, ".stl"));`);
    expect(messages(answer).length).toBeLessThan(10_100);
  });
});
