// The WASM files that the program runs, with the versions and contents it was tested with. The server checks them when it
// starts: what the loaders rely on is not part of any package's promise.
import { readFileSync } from "node:fs";
import path from "node:path";
import modules from "./manifest.json";

export interface WasmFile {
  readonly package: string;
  readonly version: string;
  readonly license: string;
  /** Path inside the package; with a dot in front, of a library that is compiled here, beside this file. */
  readonly file: string;
  readonly sha256: string;
}

export const wasmFiles: readonly WasmFile[] = modules;

/** What is wrong with the installed files, in words; empty when all is as it should be. */
export function checkWasmFiles(files: readonly WasmFile[] = wasmFiles): string[] {
  return files.flatMap((expected) => {
    const name = `${expected.package}/${expected.file}`;
    try {
      const isOwn = expected.file.startsWith("./");
      const folder = isOwn ? import.meta.dir : folderOf(expected.package);
      const version = isOwn ? expected.version : versionIn(folder);
      if (version !== expected.version) return [`${expected.package} is ${version} instead of ${expected.version}`];
      const digest = new Bun.CryptoHasher("sha256")
        .update(readFileSync(path.join(folder, expected.file)))
        .digest("hex");
      return digest === expected.sha256 ? [] : [`${name} is not the file that was tested`];
    } catch (error) {
      return [`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
}

function versionIn(folder: string): string {
  return (JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as { version: string }).version;
}

/** Where a package is installed. */
function folderOf(name: string): string {
  const entry = Bun.resolveSync(name, import.meta.dir);
  const mark = `${path.sep}node_modules${path.sep}${name.replaceAll("/", path.sep)}${path.sep}`;
  const at = entry.lastIndexOf(mark);
  if (at < 0) throw new Error(`${entry} is in no package folder`);
  return entry.slice(0, at + mark.length);
}
