// Files whose numbers and names are megabytes long (row T-REDOS-1 of docs/threats.md): whoever goes through them more often
// than once needs longer than there is time.
import { describe, expect, test } from "bun:test";
import { attackWith, serviceUnderAttack } from "./harness.ts";

const service = serviceUnderAttack();
const megabyte = 1_000_000;

describe("T-REDOS-1 numbers of a megabyte", () => {
  const drawing = (d: string): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0 H5 V5 L${d}"/></svg>`;
  const cases: readonly (readonly [string, string])[] = [
    ["an exponent", `1e${"9".repeat(megabyte)} 1`],
    ["digits", `${"9".repeat(megabyte)} 1`],
    ["what is no number", `${"x".repeat(megabyte)}.5.5 1`],
    ["exponents without numbers", "e-".repeat(megabyte / 2)],
    ["points far from each other", `${"9".repeat(1000)}.`.repeat(megabyte / 1000)],
  ];
  test.each(cases)("in a path: %s", async (name, d) => {
    const answer = await attackWith(service.server(), "T-REDOS-1", `a path with ${name}`, {
      source: 'import("a.svg");',
      files: { "a.svg": drawing(d) },
    });
    expect([answer.status, answer.code]).toEqual([200, "ok"]);
  });
});
