// How a result leaves its process: in the message, or in a file.
import { expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inlineBytes } from "../../../backend/server/pool/protocol.ts";
import { deliver } from "../../../backend/server/work/deliver.ts";
import { serverLimits } from "../../../backend/shared/limits.ts";

const limits = { ...serverLimits, outputBytes: 2 * inlineBytes };
const folder = mkdtempSync(join(tmpdir(), "moicad-deliver-"));

function delivered(bytes: Uint8Array, name: string) {
  return deliver({ bytes, resultPath: join(folder, name), limits, repeatable: true });
}

test("a small result travels without what lies around it in memory", () => {
  const buffer = new Uint8Array(65_536).fill(7);
  for (const bytes of [buffer.subarray(100, 200), buffer.subarray(0, 0), new Uint8Array(50).fill(7)]) {
    const end = delivered(bytes, "none");
    if (end.status !== "success" || !("inline" in end.payload)) throw new Error(end.status);
    expect(end.payload.inline).toEqual(bytes);
    expect(end.payload.inline.buffer.byteLength).toBe(bytes.length);
  }
  expect(existsSync(join(folder, "none"))).toBe(false);
});

test("a large one goes into a file, and a larger one nowhere", () => {
  const bytes = new Uint8Array(inlineBytes + 1).fill(9);
  expect(delivered(bytes, "large")).toMatchObject({ payload: { path: join(folder, "large"), size: bytes.length } });
  expect(readFileSync(join(folder, "large")).equals(bytes)).toBe(true);
  expect(delivered(new Uint8Array(2 * inlineBytes + 1), "larger")).toMatchObject({ status: "limit" });
  expect(existsSync(join(folder, "larger"))).toBe(false);
  rmSync(folder, { recursive: true });
});
