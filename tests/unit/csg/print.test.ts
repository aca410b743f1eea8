// The layout of `.csg` text, what bounds it, and texts of nodes that no module test shows.
import { describe, expect, test } from "bun:test";
import { makeCircle, makeCube, makeGroup, makeImport, makePolygon, makeTransform } from "../../../backend/csg/build.ts";
import { defaultFragments } from "../../../backend/csg/fragments.ts";
import { identity } from "../../../backend/csg/matrix.ts";
import { BACKGROUND, type CsgNode, HIGHLIGHT, ROOT } from "../../../backend/csg/nodes.ts";
import { printCsg } from "../../../backend/csg/print.ts";
import { DiskWorld } from "../../../backend/shared/disk-world.ts";
import { LimitError } from "../../../backend/shared/limits.ts";
import { makeContext } from "./context.ts";

const origin = { modifiers: 0, position: 1 };
const cube = (modifiers = 0) => makeCube({ modifiers, position: 1 }, [1, 1, 1], false);
const group = (children: readonly CsgNode[], modifiers = 0) => makeGroup("group", { modifiers, position: 1 }, children);
const list = (children: readonly CsgNode[], modifiers = 0) => makeGroup("list", { modifiers, position: 1 }, children);
const root = (...children: readonly CsgNode[]) => makeGroup("root", origin, children);
const CUBE = "cube(size = [1, 1, 1], center = false);";

function print(node: CsgNode): string {
  return printCsg(makeContext(), node);
}

describe("layout", () => {
  test("an empty program is one empty line", () => {
    expect(print(root())).toBe("\n");
  });

  test("children are indented by tabs and an empty line ends the text", () => {
    expect(print(root(group([cube(), group([])]), cube()))).toBe(`group() {\n\t${CUBE}\n\tgroup();\n}\n${CUBE}\n\n`);
  });

  test("modifiers stand before the indentation, ! is not printed, closing braces have none", () => {
    const tree = root(
      group([cube(HIGHLIGHT), group([cube(BACKGROUND | HIGHLIGHT)], BACKGROUND), cube(ROOT)], HIGHLIGHT),
    );
    expect(print(tree)).toBe(`#group() {\n#\t${CUBE}\n%\tgroup() {\n%#\t\t${CUBE}\n\t}\n\t${CUBE}\n}\n\n`);
  });

  test("a root that is not the file's is the only node, without its own modifiers", () => {
    expect(print(group([cube(HIGHLIGHT)], ROOT | BACKGROUND))).toBe(`group() {\n#\t${CUBE}\n}\n\n`);
    expect(print(list([cube(), cube()], ROOT))).toBe(`${CUBE}\n${CUBE}\n\n`);
  });

  test("lists have no line; their modifiers are repeated on every line below", () => {
    const moved = makeTransform(origin, [cube()], identity, "translate");
    expect(print(root(group([list([moved, list([cube()], HIGHLIGHT)], BACKGROUND), cube()])))).toBe(
      "group() {\n" +
        "%\tmultmatrix([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]) {\n" +
        `%\t\t${CUBE}\n\t}\n%#\t${CUBE}\n\t${CUBE}\n}\n\n`,
    );
  });

  test("prints a tree deeper than the stack", () => {
    let node: CsgNode = list([cube()]);
    for (let depth = 0; depth < 200_000; depth++) node = list([node]);
    for (let depth = 0; depth < 1000; depth++) node = group([node]);
    expect(print(root(node))).toContain(`${"\t".repeat(1000)}${CUBE}\n`);
  });
});

describe("text of nodes", () => {
  test("$fe is printed with discretization-by-error", () => {
    const circle = makeCircle(origin, 2, { ...defaultFragments, fe: 0.25 });
    expect(printCsg(makeContext({ features: ["discretization-by-error"] }), circle)).toBe(
      "circle($fn = 0, $fe = 0.25, $fa = 12, $fs = 2, r = 2);\n\n",
    );
    expect(print(circle)).toBe("circle($fn = 0, $fa = 12, $fs = 2, r = 2);\n\n");
  });

  test("numbers have six digits, exponents two", () => {
    const points = [
      [1 / 3, 1e-7],
      [1234567, -0],
    ] as const;
    expect(print(makePolygon(origin, { points, paths: [], convexity: 1 }))).toBe(
      "polygon(points = [[0.333333, 1e-07], [1.23457e+06, -0]], paths = undef, convexity = 1);\n\n",
    );
  });

  test("the time of a file is truncated seconds since 2174", () => {
    const { path } = import.meta;
    const world = new DiskWorld({
      input: path,
      bytes: new Uint8Array(),
      workingDirectory: "/",
      libraryPaths: [],
    });
    const node = makeImport(origin, {
      file: path,
      id: undefined,
      layer: undefined,
      origin: [0, 0],
      dpi: 72,
      scale: 1,
      center: false,
      convexity: 1,
      fragments: defaultFragments,
    });
    const seconds = Math.trunc((world.status(path)?.mtime as number) / 1000 - 6437664000);
    const text = printCsg(makeContext({ world }), node);
    expect(text).toStartWith('import(file = "print.test.ts", origin');
    expect(text).toEndWith(`timestamp = ${seconds});\n\n`);
    expect(seconds).toBeLessThan(0);
  });
});

describe("limits", () => {
  const points = Array.from({ length: 10_000 }, (_, i) => [i, i / 3] as const);
  const polygon = makePolygon(origin, { points, paths: [], convexity: 1 });
  // One list of points that many nodes share: small in memory, huge as text.
  const bomb = root(...Array.from({ length: 100_000 }, () => polygon));

  test("the text must not grow over outputBytes", () => {
    let thrown: unknown;
    try {
      printCsg(makeContext({ limits: { outputBytes: 1_000_000 } }), bomb);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(LimitError);
    expect((thrown as LimitError).limit).toBe("outputBytes");
  });

  test("the deadline is looked at while printing", () => {
    let now = 0;
    const ctx = makeContext({ limits: { time: 5 }, now: () => now++ });
    expect(() => printCsg(ctx, bomb)).toThrow("limit exceeded: time");
  });
});
