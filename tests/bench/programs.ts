// What is measured: programs of tests/bench/programs, and what each shows. A language program is evaluated only; a
// geometry program is written as a file. A new one needs its file and a line here.

import { writeFileSync } from "node:fs";
import path from "node:path";

export interface BenchProgram {
  readonly name: string;
  readonly kind: "start" | "language" | "geometry";
  /** Suffix of the output, which decides how far the evaluation goes. */
  readonly output: "echo" | "csg" | "stl" | "svg";
  /** Writes the files that the program reads, beside it. */
  readonly files?: (folder: string) => void;
}

export const programs: readonly BenchProgram[] = [
  { name: "cube", kind: "start", output: "stl" },
  { name: "recursion", kind: "language", output: "echo" },
  { name: "primes", kind: "language", output: "echo" },
  { name: "strings", kind: "language", output: "echo" },
  { name: "vectors", kind: "language", output: "echo" },
  { name: "tree", kind: "geometry", output: "stl" },
  { name: "plate", kind: "geometry", output: "stl" },
  { name: "sponge", kind: "geometry", output: "stl" },
  { name: "rounded", kind: "geometry", output: "stl" },
  { name: "lettering", kind: "geometry", output: "svg" },
  { name: "spheres", kind: "geometry", output: "stl" },
  { name: "holes", kind: "geometry", output: "stl" },
  { name: "gears", kind: "geometry", output: "stl" },
  { name: "box-rounded", kind: "geometry", output: "stl" },
  { name: "gear-rounded", kind: "geometry", output: "stl" },
  { name: "hull-points", kind: "geometry", output: "stl" },
  { name: "hull-chain", kind: "geometry", output: "stl" },
  { name: "letters", kind: "geometry", output: "stl" },
  { name: "twists", kind: "geometry", output: "stl" },
  { name: "scan", kind: "geometry", output: "stl", files: writeScan },
];

/** A million facets as a 3D scanner gives them: a bumpy ball, as binary STL. */
function writeScan(folder: string): void {
  const [around, up] = [1000, 500];
  const point = (i: number, j: number): [number, number, number] => {
    const turn = (2 * Math.PI * (i % around)) / around;
    const height = (Math.PI * j) / up;
    const radius = 50 + Math.sin(9 * turn) * Math.sin(7 * height) * Math.sin(height) ** 2;
    const level = radius * Math.sin(height);
    return [level * Math.cos(turn), level * Math.sin(turn), radius * Math.cos(height)];
  };
  const facets: [number, number, number][][] = [];
  for (let j = 0; j < up; j++) {
    for (let i = 0; i < around; i++) {
      const [a, b, c, d] = [point(i, j), point(i + 1, j), point(i, j + 1), point(i + 1, j + 1)];
      if (j > 0) facets.push([a, c, b]);
      if (j < up - 1) facets.push([b, c, d]);
    }
  }
  const bytes = new DataView(new ArrayBuffer(84 + 50 * facets.length));
  bytes.setUint32(80, facets.length, true);
  for (const [k, corners] of facets.entries()) {
    for (const [at, value] of corners.flat().entries()) bytes.setFloat32(84 + 50 * k + 12 + 4 * at, value, true);
  }
  writeFileSync(path.join(folder, "scan.stl"), new Uint8Array(bytes.buffer));
}
