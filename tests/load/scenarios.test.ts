// Short forms of the load and chaos scenarios: what must hold on every machine, and how load is measured.
import { describe, expect, test } from "bun:test";
import { AnswerReader } from "./answer-reader.ts";
import { loadOpen } from "./generate.ts";
import { makeRandom } from "./random.ts";
import { Recorder } from "./recorder.ts";
import { live } from "./requests.ts";
import { chaosScenarios, loadScenarios } from "./scenarios.ts";
import { startService } from "./service.ts";

/** Seconds of load; enough for some requests of each kind, not for figures. */
const seconds = 1;

describe("scenarios", () => {
  test.each([...loadScenarios, ...chaosScenarios].map((scenario) => [scenario.id, scenario] as const))(
    "%s",
    async (_, scenario) => {
      const reason = scenario.missing?.();
      if (reason !== undefined) {
        console.warn(`${scenario.id} is skipped: ${reason}`);
        return;
      }
      const figures = await scenario.run({ seconds, seed: 1 });
      expect(figures.length).toBeGreaterThan(0);
      expect(figures.filter(({ timed, holds }) => !timed && !holds)).toEqual([]);
    },
    600_000,
  );
});

describe("measuring", () => {
  test("quantiles are right within one percent", () => {
    const recorder = new Recorder();
    for (let i = 1; i <= 1000; i++) recorder.add({ kind: "a", status: 200, milliseconds: i, retryAfter: undefined });
    for (const share of [0.5, 0.95, 0.99, 1])
      expect(Math.abs(recorder.quantile("a", 200, share) / (1000 * share) - 1)).toBeLessThan(0.011);
    expect(recorder.quantile("a", 503, 0.5)).toBeNaN();
    expect([recorder.longest, recorder.count((status) => status === 200)]).toEqual([1000, 1000]);
  });

  test("refusals must say when to come back", () => {
    const recorder = new Recorder();
    for (const retryAfter of [undefined, 0, Number.NaN, 2])
      recorder.add({ kind: "a", status: 503, milliseconds: 1, retryAfter });
    expect(recorder.refusalsWithoutRetry).toBe(3);
  });

  test("answers are read however they are cut", () => {
    const plain = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    const chunked =
      "HTTP/1.1 503 X\r\nretry-after: 7\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\nA;x=y\r\nlo, world!\r\n0\r\nA: b\r\n\r\n";
    for (const [text, status, retryAfter, body] of [
      [plain, 200, undefined, "hello"],
      [chunked, 503, 7, "hello, world!"],
      ["HTTP/1.1 204 No Content\r\n\r\n", 204, undefined, ""],
    ] as const) {
      for (let size = 1; size <= text.length; size++) {
        const reader = new AnswerReader({ keepBody: true });
        let answer: ReturnType<AnswerReader["push"]>;
        for (let at = 0; at < text.length; at += size) {
          expect(answer).toBeUndefined();
          answer = reader.push(Buffer.from(text.slice(at, at + size)));
        }
        expect([answer?.status, answer?.retryAfter, Buffer.from(answer?.body ?? []).toString()]).toEqual([
          status,
          retryAfter,
          body,
        ]);
      }
    }
    expect(() => new AnswerReader({ keepBody: false }).push(Buffer.from("SSH-2.0\r\n\r\n"))).toThrow("not an answer");
  });

  test("open load arrives at its rate, and waiting counts from arrival", async () => {
    const service = await startService();
    try {
      const options = { port: service.port, next: () => live, random: makeRandom(3) };
      const { recorder, unsent } = await loadOpen({ ...options, rate: 200, seconds: 1, connections: 8 });
      const count = recorder.count((status) => status === 200);
      expect([recorder.count(() => true), unsent]).toEqual([count, 0]);
      expect(count).toBeGreaterThan(120);
      expect(count).toBeLessThan(300);
    } finally {
      await service.stop();
    }
  }, 60_000);
});
