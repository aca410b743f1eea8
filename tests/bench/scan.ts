// A million facets as a 3D scanner gives them, for the program of that name: `bun scan.ts FOLDER`. In a process of its own:
// the system counts the memory of a process that starts others as theirs.
import { writeFileSync } from "node:fs";
import path from "node:path";

/** A bumpy ball of 998,000 triangles as binary STL. */
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

writeScan(process.argv[2] as string);
