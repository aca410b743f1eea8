// JSON that is well-formed and makes its reader work: masses of names and of values that are wrong (row T-JSON-2 of
// docs/threats.md). One mistake is told, and nothing is looked at after it.
import { describe, expect, test } from "bun:test";
import { attackWith, serviceUnderAttack } from "./harness.ts";

const service = serviceUnderAttack();

const many = <T>(count: number, item: T): T[] => new Array<T>(count).fill(item);
const named = (count: number, item: unknown): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`v${i}`, item]));
const nested = (depth: number, inner: string): unknown => JSON.parse("[".repeat(depth) + inner + "]".repeat(depth));

describe("T-JSON-2 masses of mistakes are one mistake", () => {
  const cases: readonly (readonly [string, object, string])[] = [
    ["files without content", { files: named(120_000, {}) }, "files: at most 200 files may be given"],
    ["small files", { files: named(200_000, "") }, "files: at most 200 files may be given"],
    ["parameters", { parameters: named(200_000, 1) }, "parameters: at most 10000 parameters may be given"],
    ["wrong parameters", { parameters: named(9000, { a: 1 }) }, "parameters.v0: Invalid input"],
    ["a list of wrong values", { parameters: { a: many(120_000, {}) } }, "parameters.a: Invalid input"],
    ["values that are wrong deep inside", { params: { a: many(3000, nested(55, "{}")) } }, "params.a: Invalid input"],
  ];
  test.each(cases)("%s", async (name, members, message) => {
    const answer = await attackWith(service.server(), "T-JSON-2", name, { source: "cube(1);", ...members });
    expect([answer.status, answer.code, answer.message]).toEqual([400, "invalid_request", message]);
    expect(answer.body.issues).toHaveLength(1);
  });

  test("masses of values that are right are taken", async () => {
    const source = "echo(len(list)); cube(1);";
    const members = { source, parameters: { list: many(80_000, nested(1, "1")) } };
    const answer = await attackWith(service.server(), "T-JSON-2", "a list of lists", members);
    expect([answer.status, answer.text.includes('"message":"80000"')]).toEqual([200, true]);
  });
});
