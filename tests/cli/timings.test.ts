// `--timings`: where the time of a command went.
import { expect, test } from "bun:test";
import { check, cube, run } from "./harness.ts";

interface TraceEvent {
  readonly name: string;
  readonly cat: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur: number;
  readonly args?: { readonly place: string };
}

const model = { "c.scad": "difference() {\n  cube(2);\n  sphere(1);\n}\n" };

function eventsOf(text: string | undefined): readonly TraceEvent[] {
  return (JSON.parse(text ?? "") as { readonly traceEvents: readonly TraceEvent[] }).traceEvents;
}

function named(events: readonly TraceEvent[], category: string): readonly string[] {
  return events.filter(({ cat }) => cat === category).map(({ name }) => name);
}

test("the stages in order, and the nodes within the stage that realizes them", async () => {
  const { status, made } = await run(["c.scad", "-o", "c.off", "--timings", "t.json"], { files: model });
  expect([status, Object.keys(made).sort()]).toEqual([0, ["c.off", "t.json"]]);
  const events = eventsOf(made["t.json"]);
  expect(events.every(({ ph, ts, dur }) => ph === "X" && ts >= 0 && dur >= 0)).toBe(true);
  expect(named(events, "process")).toEqual(["start"]);
  expect(named(events, "stage")).toEqual(["parse", "link", "run", "kernel", "realize", "write"]);
  expect(named(events, "node")).toEqual(["cube", "sphere", "difference", "root"]);
  const realize = events.find(({ name }) => name === "realize") as TraceEvent;
  for (const { cat, ts, dur } of events) {
    if (cat !== "node") continue;
    expect(ts).toBeGreaterThanOrEqual(realize.ts);
    // Both are rounded.
    expect(ts + dur).toBeLessThanOrEqual(realize.ts + realize.dur + 1);
  }
  expect(events.find(({ name }) => name === "sphere")?.args).toEqual({ place: "c.scad, line 3" });
});

test("all outputs go into one trace; a text needs no kernel", async () => {
  const { made } = await run(["c.scad", "-o", "c.csg", "-o", "c.echo", "--timings=-"], { files: cube });
  expect(Object.keys(made).sort()).toEqual(["c.csg", "c.echo"]);
  const { out } = await run(["c.scad", "-o", "c.csg", "-o", "c.echo", "--timings=-"], { files: cube });
  expect(named(eventsOf(out), "stage")).toEqual(["parse", "link", "run", "write", "parse", "link", "run", "write"]);
});

test("a file that cannot be written is an error", async () => {
  await check("c.scad -o c.csg --timings no/t.json", {
    status: 1,
    err: 'Can\'t open timings file "no/t.json" for writing\n',
    made: { "c.csg": "cube(size = [1, 1, 1], center = false);\n\n" },
  });
});

test("it is never meant by an abbreviation of OpenSCAD's options", async () => {
  const { err } = await run(["--t", "x"], { files: cube });
  expect(err).toStartWith("option '--t' is ambiguous and matches '--trace-depth', and '--trace-usermodule-parameters'");
  expect((await run(["--timing", "x"], { files: cube })).err).toStartWith("unrecognised option '--timing'");
});
