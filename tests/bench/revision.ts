// Another revision of the project in a folder of its own, ready to run, for `--against`.
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { root } from "./contestants.ts";

function run(command: readonly string[], cwd: string): string {
  const { success, stdout, stderr } = Bun.spawnSync([...command], { cwd });
  if (!success) throw new Error(`${command.join(" ")}: ${stderr}`);
  return stdout.toString().trim();
}

/** The short name of what is checked out, with a plus where files were changed since. */
export function currentRevision(): string {
  const changed = run(["git", "status", "--porcelain", "--untracked-files=no"], root) !== "";
  return `${run(["git", "rev-parse", "--short", "HEAD"], root)}${changed ? "+" : ""}`;
}

/** Clones the project at `revision` into `parent`, with packages and the command line's bundle. Gives folder and short name. */
export function checkOut(revision: string, parent: string): { readonly folder: string; readonly name: string } {
  const name = run(["git", "rev-parse", "--short", `${revision}^{commit}`], root);
  const folder = path.join(parent, name);
  run(["git", "clone", "--quiet", "--shared", "--no-checkout", root, folder], root);
  run(["git", "checkout", "--quiet", "--detach", name], folder);
  const same = ["bun.lock", "package.json"].every(
    (file) => readFileSync(path.join(root, file), "utf8") === readFileSync(path.join(folder, file), "utf8"),
  );
  const packages = path.join(folder, "node_modules");
  if (same && existsSync(path.join(root, "node_modules"))) symlinkSync(path.join(root, "node_modules"), packages);
  else run([process.execPath, "install", "--frozen-lockfile", "--production"], folder);
  // As bin/launch leaves it, so that bin/moicad looks no further.
  if (existsSync(path.join(folder, "bin/bundle.ts"))) run([process.execPath, "bin/bundle.ts"], folder);
  const ready = path.join(root, ".bun/ready");
  if (existsSync(ready)) {
    mkdirSync(path.join(folder, ".bun"));
    copyFileSync(ready, path.join(folder, ".bun/ready"));
  }
  return { folder, name };
}
