// Makes the bundle of the command line in dist/command (see backend/command/bundle.ts): `bun bin/bundle.ts [--if-stale]
// [FOLDER]`.
// Several runs at once do no harm: each writes files of its own, the manifest appears in one step and names one of them.
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { type BundleManifest, bundleFolder, findBundle } from "../backend/command/bundle.ts";
import { buildExecutable, root } from "./executable.ts";

/** Bundles that were replaced longer ago than this are deleted; younger ones may be about to be started. */
const grace = 60_000;

const args = process.argv.slice(2);
const wanted = path.resolve(args.find((arg) => !arg.startsWith("--")) ?? bundleFolder);
mkdirSync(wanted, { recursive: true });
const folder = realpathSync(wanted);
if (args.includes("--if-stale") && findBundle(folder) !== undefined) process.exit(0);

const name = `${Date.now().toString(36)}-${process.pid}`;
const entry = `${name}/moicad`;
const outfile = path.join(folder, entry);
const metafile = await buildExecutable({
  entry: "backend/command/bundled.ts",
  outfile,
  // Both sources that ask where they are, bundle.ts and info.ts, are in this folder.
  define: { "import.meta.dir": JSON.stringify(path.join(root, "backend/command")) },
  plugins: [
    {
      name: "files stay where they are",
      setup(build) {
        build.onLoad({ filter: /\.(wasm|ttf)$/ }, (file) => ({
          contents: `export default ${JSON.stringify(file.path)};`,
          loader: "js",
        }));
      },
    },
  ],
});

// A machine that loses its power must not leave half of an executable behind that the manifest names.
const written = openSync(outfile, "r+");
fsyncSync(written);
closeSync(written);

const inputs = Object.keys(metafile.inputs).map((input) => path.resolve(input));
const statuses = inputs.map((input) => statSync(input));
const manifest: BundleManifest = {
  bun: Bun.version,
  root,
  folder,
  entry,
  files: {
    paths: inputs.map((input) => path.relative(root, input)),
    times: statuses.map(({ mtimeMs }) => mtimeMs),
    sizes: statuses.map(({ size }) => size),
  },
};
/** Writes a file beside the bundle in one step. */
function publish(file: string, text: string): void {
  writeFileSync(path.join(folder, name, file), text);
  renameSync(path.join(folder, name, file), path.join(folder, file));
}
publish("manifest.json", JSON.stringify(manifest));
// For bin/moicad: what it starts.
publish("entry", `${entry}\n`);

for (const other of readdirSync(folder, { withFileTypes: true })) {
  if (!other.isDirectory() || other.name === name) continue;
  const old = path.join(folder, other.name);
  if (Date.now() - statSync(old).mtimeMs > grace) rmSync(old, { recursive: true, force: true });
}
