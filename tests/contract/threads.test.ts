// Parts that other threads make are those that one thread makes: equal bytes, equal messages, equal counts of what was kept.
// MOICAD_ALL_THREADS=1 compares every program of the suite and every example, too (a minute).
import { afterAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import path from "node:path";
import { packageFontFiles } from "../../backend/csg/text/package-fonts.ts";
import { Engines } from "../../backend/kernel/engines.ts";
import { KernelError } from "../../backend/kernel/kernel.ts";
import { loadKernel } from "../../backend/kernel/load.ts";
import { realize } from "../../backend/kernel/realize.ts";
import type { Thread, ThreadOptions } from "../../backend/kernel/threads/crew.ts";
import type { Assignment, MadePart } from "../../backend/kernel/threads/messages.ts";
import { evaluate, type Job } from "../../backend/pipeline.ts";
import { defaultLanguageOptions } from "../../backend/shared/context.ts";
import { DiskWorld } from "../../backend/shared/disk-world.ts";
import { commandLineLimits } from "../../backend/shared/limits.ts";
import { MemoryWorld } from "../../backend/shared/memory-world.ts";
import type { World } from "../../backend/shared/world.ts";
import { listPrograms } from "../suite/programs.ts";
import { makeContext } from "../unit/kernel/helpers.ts";

const worker = new Worker(new URL("../../backend/command/start.ts", import.meta.url));
afterAll(() => {
  worker.terminate();
});

/** Another thread that is left every part that it may have. */
class Greedy implements Thread {
  onmessage: Thread["onmessage"] = null;
  onerror: Thread["onerror"] = null;
  parts = 0;

  postMessage(message: unknown): void {
    worker.onmessage = (event) => {
      if ((event.data as MadePart).solids !== undefined) this.parts++;
      this.onmessage?.(event);
    };
    worker.postMessage(message);
    const { queue, groups } = message as Assignment;
    const taken = new Int32Array(queue);
    const never = new Int32Array(new SharedArrayBuffer(4));
    for (let k = 0; k < 60_000 && Atomics.load(taken, 0) < groups.length; k++) Atomics.wait(never, 0, 0, 1);
  }

  terminate(): void {
    worker.onmessage = null;
  }
}

interface Result {
  readonly tainted: boolean;
  readonly messages: string;
  readonly geometry: string;
  readonly kept: unknown;
}

async function evaluateWorld(world: World, threads?: Job["threads"]): Promise<Result> {
  const lines: string[] = [];
  const { geometry, statistics, tainted } = await evaluate({
    world,
    threads,
    options: defaultLanguageOptions,
    limits: commandLineLimits,
    inputName: "main.scad",
    formats: ["stl"],
    listen: (_, line) => lines.push(line),
  });
  const messages = lines.join("\n").replace(/Excluding \d+ frames/g, "Excluding frames");
  return { tainted, messages, geometry: digest(geometry), kept: [statistics?.shapeCache, statistics?.solidCache] };
}

/** Of every bit. */
function digest(value: unknown): string {
  const hasher = new Bun.CryptoHasher("sha256");
  const add = (part: unknown): void => {
    if (ArrayBuffer.isView(part)) hasher.update(part as Uint8Array);
    else if (typeof part !== "object" || part === null) hasher.update(`${typeof part} ${part};`);
    else for (const [name, member] of Object.entries(part)) add([hasher.update(name), member][1]);
  };
  add(value);
  return hasher.digest("hex");
}

/** How many parts the other thread has made. */
async function compare(world: () => World): Promise<number> {
  const alone = await evaluateWorld(world());
  if (alone.tainted) return 0;
  const greedy = new Greedy();
  const together = await evaluateWorld(world(), { count: 2, leastGain: 0, open: () => greedy });
  expect(together).toEqual(alone);
  return greedy.parts;
}

const bodies = `
  module a(r = 5) difference() { cube(2 * r, center = true); sphere(r * 1.25, $fn = 20); }
  module b(h = 9) intersection() { cylinder(r = 5, h = h, $fn = 7); rotate([20, 30, 40]) cube(7, center = true); }
  module c() minkowski() { cube([4, 5, 6]); sphere(1, $fn = 8); }
  module d() hull() { sphere(2, $fn = 9); translate([5, 1, 2]) cube(1); }`;

/** Programs, and how many parts another thread makes of each. */
const cases: readonly [name: string, parts: number, program: string][] = [
  ["parts in a row", 4, "a(); translate([20, 0, 0]) b(); translate([40, 0, 0]) c(); translate([60, 0, 0]) d();"],
  [
    "groups within groups, moved again and again",
    3,
    `rotate([10, 20, 30]) translate([1 / 3, 0, 0]) { a(); scale(1.1) { translate([20, 1 / 7, 0]) b(); translate([20, 30, 0]) c(); } }`,
  ],
  ["a part in several places", 2, "for (i = [0 : 3]) translate([17.1 * i, 1 / 3, 0]) a(); translate([0, 0, 40]) b();"],
  ["mirrored parts", 2, "mirror([1, 2, 3]) { a(); translate([30, 0, 0]) b(); } translate([0, 0, 90]) b();"],
  ["equal neighbors", 0, "a(); translate([30, 0, 0]) c(); translate([30, 0, 0]) c(); translate([60, 0, 0]) a(4);"],
  ["colors", 3, `color("red") a(); translate([20, 0, 0]) color("blue", 0.5) b(); translate([40, 0, 0]) c();`],
  [
    "a part is cut from another one",
    3,
    "a(); translate([30, 0, 0]) difference() { cube(40, center = true); a(); } translate([90, 0, 0]) b();",
  ],
  [
    "meshes beside solids",
    2,
    "sphere(4); translate([20, 0, 0]) a(); translate([40, 0, 0]) b(); translate([60, 0, 0]) cube(3);",
  ],
  [
    "nothing beside something",
    3,
    "group() {} a(); translate([20, 0, 0]) b(); translate([40, 0, 0]) difference() { cube(1); cube(3, center = true); }",
  ],
  ["flat beside solid", 2, "a(); translate([20, 0, 0]) b(); translate([40, 0, 0]) square(3);"],
  [
    "flat within solid, no part of which needs the library",
    0,
    `color("red") { sphere(10); square(3); } translate([50, 0]) color("blue") { circle(5); circle(4); }`,
  ],
  ["flat first", 2, "translate([40, 0, 0]) square(3); a(); translate([20, 0, 0]) b();"],
  [
    "parts with messages",
    3,
    "a(); translate([20, 0, 0]) b(); translate([60, 0, 0]) difference() { cube(9); polyhedron([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0, 1, 2], [0, 3, 1]]); }",
  ],
  [
    "parts that are passed through",
    2,
    "difference() { union() { a(); } } translate([30, 0, 0]) intersection() { difference() b(); }",
  ],
  ["parts that touch", 0, "a(); translate([10, 0, 0]) a(); translate([40, 0, 0]) b();"],
  ["highlighted and background parts", 2, "# a(); % translate([5, 0, 0]) c(); translate([20, 0, 0]) b();"],
  [
    "parts within parts",
    6,
    "render() { a(); rotate([0, 0, 1]) translate([19, 0, 0]) b(); } translate([0, 50, 0]) union() { for (i = [0 : 3]) rotate(45 + 90 * i) translate([14, 0, 0]) a(4 + i / 10); }",
  ],
];

test.each(cases)("%s", async (_, parts, program) => {
  expect(await compare(() => new MemoryWorld({ main: `${program}\n${bodies}` }))).toBe(parts);
});

test("a thread that fails leaves everything to the first", async () => {
  const world = (): World => new MemoryWorld({ main: `a(); translate([20, 0, 0]) b();${bodies}` });
  class Broken implements Thread {
    onmessage: Thread["onmessage"] = null;
    onerror: Thread["onerror"] = null;
    terminated = false;
    postMessage(message: unknown): void {
      // It dies with all groups in its hands.
      const { queue, groups } = message as Assignment;
      Atomics.store(new Int32Array(queue), 0, groups.length);
      setTimeout(() => this.onmessage?.(new MessageEvent("message", { data: { kind: "failed" } })), 1);
    }
    terminate(): void {
      this.terminated = true;
    }
  }
  const broken = new Broken();
  const together = await evaluateWorld(world(), { count: 2, leastGain: 0, open: () => broken });
  expect(together).toEqual(await evaluateWorld(world()));
  expect(broken.terminated).toBe(true);
});

/** Leaves everything to the first thread. */
class Idle implements Thread {
  onmessage: Thread["onmessage"] = null;
  onerror: Thread["onerror"] = null;
  postMessage(): void {}
  terminate(): void {}
}

test("what is said before a library fails is said, though parts that take longer are made first", async () => {
  const main = `
    difference() { cube(9); polyhedron([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0, 1, 2], [0, 3, 1]]); }
    translate([50, 0, 0]) difference() { sphere(10, $fn = 400); translate([5, 0, 0]) sphere(10, $fn = 398); }
    translate([100, 0, 0]) b();${bodies}`;
  const { root } = await evaluate({
    world: new MemoryWorld({ main }),
    options: defaultLanguageOptions,
    limits: commandLineLimits,
    inputName: "main.scad",
    formats: ["csg"],
  });
  if (root === undefined) throw new Error("the program was not run");
  const realizeWith = async (options?: ThreadOptions): Promise<readonly unknown[]> => {
    const engines = new Engines({ memoryBytes: 32 * 2 ** 20 });
    const { ctx, lines } = makeContext();
    const kernel = await loadKernel(ctx, root, { engines });
    const threads = options && { engines, options };
    const end = await realize(ctx, root, kernel, { threads }).catch((error: unknown) => error);
    return [end instanceof KernelError && end.message, engines.failed, ...lines];
  };
  const alone = await realizeWith();
  expect(alone.slice(0, 2)).toEqual(["Manifold ran out of memory", true]);
  expect(alone.length).toBe(5);
  expect(await realizeWith({ count: 2, leastGain: 0, open: () => new Idle() })).toEqual(alone);
});

const programs = [...listPrograms(), ...listPrograms(path.resolve(import.meta.dir, "../../examples"))];
test.if(process.env.MOICAD_ALL_THREADS === "1").each(programs)("$name", async ({ path: file }) => {
  const bytes = readFileSync(file);
  const [workingDirectory, input] = [path.dirname(file), path.basename(file)];
  const world = { input, bytes, workingDirectory, libraryPaths: [], packageFonts: packageFontFiles };
  await compare(() => new DiskWorld(world));
});
