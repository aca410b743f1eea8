// Broken and hostile requests against a running service, a few hundred from fixed seeds; `bun run chaos F-1` makes more.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type ServerUnderTest, startServer } from "../server/running-server.ts";
import { hostileRequest } from "./request-bodies.ts";
import { complaintOf } from "./request-oracle.ts";

let server: ServerUnderTest;
beforeAll(async () => {
  server = await startServer({ EVALUATION_TIMEOUT: "2s", REQUEST_TIMEOUT: "2s", LOG_LEVEL: "info" });
});
afterAll(() => server.stop());

async function complaint(seed: number): Promise<string | undefined> {
  const { family, address, headers, body } = hostileRequest(seed);
  const response = await fetch(server.url + address, {
    method: "POST",
    headers,
    body: body as Uint8Array<ArrayBuffer>,
  });
  const found = complaintOf({ status: response.status, headers: response.headers, body: await response.text() });
  return found && `${seed} (${family}): ${found}`;
}

test("a seed makes one request, and the families differ", () => {
  const families = new Set<string>();
  for (let seed = 0; seed < 200; seed++) {
    const request = hostileRequest(seed);
    expect(hostileRequest(seed)).toEqual(request);
    families.add(request.family);
  }
  expect(families.size).toBe(9);
});

describe("never a defect, always the one form", () => {
  test.each([1, 2, 3, 4])(
    "from seed %p00",
    async (hundred) => {
      const complaints: string[] = [];
      for (let seed = 100 * hundred; seed < 100 * hundred + 100; seed += 4) {
        const found = await Promise.all([0, 1, 2, 3].map((i) => complaint(seed + i)));
        complaints.push(...found.filter((text) => text !== undefined));
      }
      expect(complaints).toEqual([]);
    },
    60_000,
  );

  test("the log holds one JSON object a line, and no defect", () => {
    for (const line of server.log) expect((JSON.parse(line) as { message: string }).message).not.toBe("defect");
    expect(server.log.length).toBeGreaterThan(400);
  });

  test("the oracle sees what is wrong", () => {
    const good = {
      error: "Not found",
      code: "not_found",
      message: "m",
      retryable: false,
      requestId: "i",
      timestamp: new Date().toISOString(),
    };
    const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
      complaintOf({
        status,
        headers: new Headers({ "content-type": "application/json", "x-request-id": "i", ...headers }),
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
    expect(answer(404, good)).toBeUndefined();
    expect(answer(400, good)).toContain("with code not_found");
    expect(answer(404, good, { "x-request-id": "j" })).toContain("X-Request-Id");
    expect(answer(404, { ...good, message: "in /work/x" })).toContain("a path of the machine");
    expect(answer(404, { ...good, code: "made_up" })).toContain("another shape");
    expect(answer(500, { ...good, code: "internal_error" })).toContain("internal_error");
    expect(answer(502, "<html>")).toContain("not JSON");
  });
});
