// Broken and hostile messages in live sessions of a running service, from fixed seeds: what is wrong is said in the common
// form, connections end only by the codes that are documented, and an honest session is served all the while.
import { afterAll, beforeAll, expect, test } from "bun:test";
import { codes } from "../../backend/server/errors.ts";
import { LiveClient } from "../server/live-client.ts";
import { type ServerUnderTest, startServer } from "../server/running-server.ts";
import { hostileMessage } from "./live-messages.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startServer({ EVALUATION_TIMEOUT: "1s", LOG_LEVEL: "info", WS_MAX_MESSAGES_PER_SECOND: "1000" });
}, 60_000);
afterAll(() => server.stop(), 30_000);

const sessions = 12;
const messages = 40;

test("never a defect, always the one form", async () => {
  const honest = await LiveClient.connect(server.url);
  honest.open({ source: "cube(1);" });
  await honest.ended(0);
  for (let session = 0; session < sessions; session++) {
    const client = await LiveClient.connect(server.url);
    for (let k = 0; k < messages && client.closed === undefined; k++) {
      const message = hostileMessage(1000 * session + k);
      if (typeof message === "string") client.send(message);
      else client.sendBytes(message);
      if (k % 8 === 7) await Bun.sleep(20);
    }
    const revision = honest.change({ files: { "main.scad": `cube(${session + 2});` } });
    expect((await honest.ended(revision)).type).toBe("done");
    for (const { type, error } of client.messages) {
      expect(["opened", "diagnostics", "scene", "mesh", "progress", "done", "failed", "error"]).toContain(type);
      if (type !== "failed" && type !== "error") continue;
      const { code, message, retryable } = error as Record<string, unknown>;
      expect(codes).toHaveProperty(code as string);
      expect([code, typeof message, typeof retryable]).toEqual([code, "string", "boolean"]);
      expect(code).not.toBe("internal_error");
    }
    if (client.closed === undefined) client.close();
    else expect([1007, 1009, 1013]).toContain(client.closed.code);
  }
  honest.close();
  for (const line of server.log) expect((JSON.parse(line) as { message: string }).message).not.toBe("defect");
}, 60_000);
