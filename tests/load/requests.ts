// What the scenarios ask for: programs that no cache knows, one that a cache knows, and one that takes long.
import { requestBytes } from "./connection.ts";
import type { Planned } from "./generate.ts";

export const live: Planned = { kind: "live", bytes: requestBytes("GET", "/live") };

/** The same program each time. */
export const known: Planned = {
  kind: "known",
  bytes: requestBytes("POST", "/api/evaluate", { source: "difference() { cube(10); sphere(6, $fn = 32); }" }),
};

let counter = 0;

/** A small solid that was never asked for before: every size differs a little. */
export function small(): Planned {
  counter += 1;
  const size = 10 + counter / 1_000_000 + (process.pid % 1000) / 10_000;
  const source = `difference() { cube(${size}); sphere(${size - 4}, $fn = 32); }`;
  return { kind: "small", bytes: requestBytes("POST", "/api/evaluate", { source }) };
}

/** A union of so many spheres, different each time; only a thin rod of it is sent. */
export function heavy(spheres: number): Planned {
  counter += 1;
  const union = `for (i = [1 : ${spheres}]) translate([i * 3, ${counter / 1000}, i % 7]) sphere(4, $fn = 48);`;
  const source = `intersection() { cube([${4 * spheres}, 1, 1]); union() { ${union} } }`;
  return { kind: "heavy", bytes: requestBytes("POST", "/api/evaluate", { source }) };
}

/** A program that ends at its deadline only. */
export function endless(milliseconds: number): Planned {
  counter += 1;
  const source = `x = [for (i = [0 : 999998]) for (j = [0 : 999998]) if (i < -${counter}) j];`;
  return {
    kind: "endless",
    bytes: requestBytes("POST", "/api/evaluate", { source, limits: { time: milliseconds } }),
  };
}
