// Answers to clients that have something already: what they say, and what they do not say about a body that is not there.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { type ServerUnderTest, startServer } from "./running-server.ts";
import { head, sendRaw, statusesOf } from "./threats/raw-http.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startServer();
}, 60_000);
afterAll(() => server.stop());

/** The address of a file and its tag, and those of a page. */
async function kept(): Promise<readonly (readonly [string, string])[]> {
  const headers = { "accept-encoding": "identity" };
  const made = await fetch(`${server.url}/api/evaluate?format=stl`, { method: "POST", body: "cube(4);", headers });
  const page = await fetch(`${server.url}/`, { headers });
  return [
    [made.headers.get("content-location") ?? "", made.headers.get("etag") ?? ""],
    ["/", page.headers.get("etag") ?? ""],
  ];
}

test("a list of tags, in either strength, or any", async () => {
  for (const [address, tag] of await kept()) {
    expect(tag).toMatch(/^".+"$/);
    for (const [list, status] of [
      [tag, 304],
      [`"other", W/${tag}`, 304],
      ["*", 304],
      ['"other"', 200],
      [`"x${tag.slice(1)}`, 200],
    ] as const) {
      const answer = await fetch(server.url + address, { headers: { "if-none-match": list } });
      expect([address, list, answer.status]).toEqual([address, list, status]);
    }
  }
});

test("what is not sent again has no length of its own, whether asked for with GET or HEAD", async () => {
  for (const [address, tag] of await kept())
    for (const method of ["GET", "HEAD"]) {
      const text = await sendRaw(server.url, [head(method, address, { "If-None-Match": tag })]);
      expect([method, statusesOf(text)]).toEqual([method, [304]]);
      expect(text.toLowerCase()).not.toContain("content-length");
    }
  const text = await sendRaw(server.url, [head("HEAD", "/live")]);
  expect([statusesOf(text), /content-length: 18/i.test(text)]).toEqual([[200], true]);
});
