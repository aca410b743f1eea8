// What one client's live sessions may take of the service together: its time and its memory (row T-WS-2 of
// docs/threats.md). Meanwhile and afterwards clients of other addresses are served.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { LiveClient } from "./live-client.ts";
import { post, type ServerUnderTest, startServer } from "./running-server.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startServer({
    TRUST_PROXY: "1",
    RATE_LIMIT_GENERAL: "1000",
    RATE_LIMIT_STRICT: "1000",
    // A client's share of the memory: the largest request, 5 MB.
    MAX_BODIES_MB: "16",
    MAX_BODY_BYTES: "4194304",
    MAX_UPLOAD_SIZE: "1048576",
    // A client's share of the time: 20 000 at once and 4000 in a second.
    WS_MAX_MESSAGES_PER_SECOND: "40",
    WS_MAX_CONNECTIONS_PER_ADDRESS: "4",
  });
}, 60_000);
afterAll(async () => {
  await server.stop();
}, 60_000);

const from = (address: string) => ({ headers: { "x-forwarded-for": address } });
const good = { source: "cube(2);" };

async function open(address: string): Promise<LiveClient> {
  const client = await LiveClient.connect(server.url, from(address));
  client.open(good);
  expect((await client.ended(0)).type).toBe("done");
  return client;
}

test("T-WS-2 a message holds so many values, and the session goes on", async () => {
  const client = await open("192.0.2.1");
  client.change({ parameters: { list: new Array(60_000).fill(0) } });
  const { error } = await client.next(({ type }) => type === "error");
  expect(error).toMatchObject({ code: "invalid_request", message: expect.stringContaining("50000 values") });
  client.change({ files: { "main.scad": "cube(3);" } });
  expect((await client.ended(2)).type).toBe("done");
  client.close();
});

test("T-WS-2 messages that take long to read are weighed, those of all of a client's sessions together", async () => {
  const heavy = { parameters: { list: new Array(20_000).fill({}) } };
  const clients = [await open("192.0.2.2"), await open("192.0.2.2")];
  // Far below the number of messages that may come in a second.
  for (let k = 0; k < 30; k++) for (const client of clients) client.change(heavy);
  const errors: string[] = [];
  for (const client of clients) {
    expect((await client.whenClosed()).code).toBe(1013);
    for (const { type, error } of client.messages) if (type === "error") errors.push((error as { code: string }).code);
  }
  expect(errors.filter((code) => code === "rate_limited").length).toBe(2);
  expect(errors.length).toBeLessThan(10);
  (await open("192.0.2.3")).close();
});

test("T-WS-2 files of one client's sessions leave room for others", async () => {
  const files = (name: string) => ({ [name]: `// ${"x".repeat(900_000)}` });
  const fill = async (client: LiveClient): Promise<void> => {
    for (let k = 0; k < 4 && client.closed === undefined; k++) {
      const revision = client.change({ files: files(`${k}.scad`) });
      await client.next((message) => message.revision === revision).catch(() => undefined);
    }
  };
  const first = await open("192.0.2.4");
  await fill(first);
  expect(first.closed).toBeUndefined();
  const second = await open("192.0.2.4");
  await fill(second);
  expect((await second.whenClosed()).code).toBe(1013);
  const told = second.messages.findLast(({ type }) => type === "error");
  expect(told).toMatchObject({ error: { code: "rate_limited", limit: "bodies" } });

  const large = { source: "cube(2);", files: { "a.scad": `// ${"x".repeat(3_500_000)}` } };
  const refused = await post(`${server.url}/api/preview`, large, from("192.0.2.4"));
  expect([refused.status, ((await refused.json()) as { limit: string }).limit]).toEqual([429, "bodies"]);
  const other = await post(`${server.url}/api/preview`, large, from("192.0.2.5"));
  expect([other.status, await other.text()]).toEqual([200, expect.stringContaining("event: done")]);

  first.close();
  await first.whenClosed();
  const later = await post(`${server.url}/api/preview`, large, from("192.0.2.4"));
  expect([later.status, await later.text()]).toEqual([200, expect.stringContaining("event: done")]);
});
