// Who is let in during a flood, and what the others are told.
import { describe, expect, test } from "bun:test";
import { type Arrived, OverloadGuard } from "../../../backend/server/admission/overload.ts";
import { Metrics } from "../../../backend/server/metrics.ts";
import { errorAnswer } from "../../../backend/server/routes/answers.ts";

function flooded({ places, refusedLately = 100 }: { places: number; refusedLately?: number }) {
  const metrics = new Metrics("1.2.3");
  const pool = { places, refusedLately, noteRefusal: () => 7.2 };
  const guard = new OverloadGuard({ pool, metrics, log: Object.assign(() => undefined, {}) as never });
  const ask = (path = "/api/evaluate", init: RequestInit = {}): Response | Arrived =>
    guard.receive(new Request(`http://localhost:3000${path}`, { method: "POST", body: "cube(1);", ...init }));
  return { ask, pool };
}

describe("a flood", () => {
  test("lets in as many as there are places, and more as they arrive", () => {
    const { ask } = flooded({ places: 2 });
    const [first, second, third] = [ask(), ask(), ask()];
    expect([first, second, third].map((answer) => answer instanceof Response)).toEqual([false, false, true]);
    for (let i = 0; i < 3; i++) (first as Arrived)();
    expect([ask(), ask()].map((answer) => answer instanceof Response)).toEqual([false, true]);
  });

  test("does not wait for a body that comes slowly", async () => {
    const { ask } = flooded({ places: 1 });
    const slow = ask() as Arrived;
    expect(ask()).toBeInstanceOf(Response);
    await Bun.sleep(150);
    const next = ask() as Arrived;
    expect(next).not.toBeInstanceOf(Response);
    slow();
    expect(ask()).toBeInstanceOf(Response);
    next();
  });

  test("concerns only those who hand in programs, and only while it lasts", () => {
    const { ask } = flooded({ places: 0 });
    for (const path of ["/api/parse", "/api/parameters?format=schema"]) expect(ask(path)).toBeInstanceOf(Response);
    for (const path of ["/api/validate", "/circuit-breaker/reset", "/api/evaluate/"])
      expect(ask(path)).not.toBeInstanceOf(Response);
    expect(ask("/api/evaluate", { method: "PUT" })).not.toBeInstanceOf(Response);
    expect(flooded({ places: 0, refusedLately: 99 }).ask()).not.toBeInstanceOf(Response);
  });

  test("is answered in the common form", async () => {
    const { ask } = flooded({ places: 0 });
    const named = ask("/api/evaluate", { headers: { "x-request-id": "mine" } }) as Response;
    expect([named.status, named.headers.get("retry-after"), named.headers.get("x-request-id")]).toEqual([
      503,
      "8",
      "mine",
    ]);
    const body = errorAnswer.parse(await named.json());
    expect(body).toMatchObject({ code: "overloaded", retryable: true, requestId: "mine", error: "Server busy" });
    expect(Math.abs(Date.parse(body.timestamp) - Date.now())).toBeLessThan(60_000);
    const unnamed = ask() as Response;
    expect(errorAnswer.parse(await unnamed.json()).requestId).toBe(unnamed.headers.get("x-request-id") ?? "");

    const problem = ask("/api/evaluate", { headers: { accept: "application/problem+json" } }) as Response;
    expect([problem.headers.get("content-type"), problem.headers.get("retry-after")]).toEqual([
      "application/problem+json",
      "8",
    ]);
    expect(await problem.json()).toMatchObject({ status: 503, code: "overloaded", type: "/docs#error-overloaded" });
  });
});
