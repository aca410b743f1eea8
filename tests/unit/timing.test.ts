// Times of stages and nodes, and the trace that shows them.
import { describe, expect, test } from "bun:test";
import { Timer } from "../../backend/shared/timing.ts";
import { traceText } from "../../backend/shared/timing-trace.ts";

const node = { kind: "cube", start: 1, milliseconds: 2, place: "a.scad, line 1" };

describe("a timer", () => {
  test("notes stages in the order in which they end, also those that fail", async () => {
    const timer = new Timer();
    expect(timer.measure("outer", () => timer.measure("inner", () => 7))).toBe(7);
    await expect(timer.measureAsync("late", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(timer.spans.map(({ stage }) => stage)).toEqual(["inner", "outer", "late"]);
    const [inner, outer] = timer.spans as [(typeof timer.spans)[0], (typeof timer.spans)[0]];
    expect(outer.start).toBeLessThanOrEqual(inner.start);
    expect(outer.start + outer.milliseconds).toBeGreaterThanOrEqual(inner.start + inner.milliseconds);
  });

  test("notes nothing when it is off, and nodes only where they are wanted", () => {
    const off = new Timer(false, { nodes: true });
    off.measure("stage", () => undefined);
    off.noteNode(node);
    expect([off.wantsNodes, off.spans, off.nodes]).toEqual([false, [], []]);
    const plain = new Timer();
    plain.noteNode(node);
    expect(plain.nodes).toEqual([]);
    const detailed = new Timer(true, { nodes: true });
    detailed.noteNode(node);
    expect(detailed.nodes).toEqual([node]);
  });
});

test("a trace is a list of complete events in microseconds", () => {
  const spans = [{ stage: "realize", start: 20, milliseconds: 5.5 }];
  const nodes = [node, { ...node, kind: "union", place: undefined }];
  const event = { ph: "X", pid: 1, tid: 1 };
  expect(JSON.parse(traceText({ spans, nodes }, 12.3456))).toEqual({
    displayTimeUnit: "ms",
    traceEvents: [
      { ...event, name: "start", cat: "process", ts: 0, dur: 12346 },
      { ...event, name: "realize", cat: "stage", ts: 20000, dur: 5500 },
      { ...event, name: "cube", cat: "node", ts: 1000, dur: 2000, args: { place: "a.scad, line 1" } },
      { ...event, name: "union", cat: "node", ts: 1000, dur: 2000 },
    ],
  });
});
