// The kernels that are installed are the ones that were tested.
import { expect, test } from "bun:test";
import { checkWasmFiles, wasmFiles } from "../../../wasm/manifest.ts";

test("the installed files are the tested ones", () => {
  expect(checkWasmFiles()).toEqual([]);
});

test("a changed file, another version and a missing package are found", () => {
  const [file] = wasmFiles;
  if (file === undefined) throw new Error("the manifest is empty");
  const wrong = [
    { ...file, sha256: "0".repeat(64) },
    { ...file, version: "0.0.0" },
    { ...file, package: "no-such-package" },
  ];
  expect(checkWasmFiles(wrong)).toEqual([
    "manifold-3d/manifold.wasm is not the file that was tested",
    "manifold-3d is 3.5.4 instead of 0.0.0",
    expect.stringMatching(/^no-such-package\/manifold.wasm cannot be read/),
  ]);
});
