// Makes the bundle of the command line in dist/command (see backend/command/bundle.ts): `bun bin/bundle.ts [--if-stale]
// [FOLDER]`.
// Several runs at once do no harm: each writes files of its own, the manifest appears in one step and names one of them.
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type BundleManifest, bundleFolder, findBundle } from "../backend/command/bundle.ts";

const root = path.resolve(import.meta.dir, "..");
/** Bundles that were replaced longer ago than this are deleted; younger ones may be about to be loaded. */
const grace = 60_000;

const args = process.argv.slice(2);
const folder = path.resolve(args.find((arg) => !arg.startsWith("--")) ?? bundleFolder);
if (args.includes("--if-stale") && findBundle(folder) !== undefined) process.exit(0);
const name = `${Date.now().toString(36)}-${process.pid}`;

const result = await Bun.build({
  entrypoints: [path.join(root, "backend/command/start.ts")],
  target: "bun",
  format: "cjs",
  bytecode: true,
  // Modules are strict code, CommonJS is not unless it says so: calls in tail position take no stack only in strict code.
  banner: '"use strict";',
  // Less to read at start. Names stay: errors and generated code are told by them.
  minify: { whitespace: true, syntax: true },
  metafile: true,
  outdir: path.join(folder, name),
  plugins: [
    {
      name: "files stay where they are",
      setup(build) {
        // HarfBuzz waits at its top level, which CommonJS cannot. OpenCascade's glue is a third of everything, and would be
        // read at each start for the few models that are exact.
        const outside = /^(harfbuzzjs|replicad-opencascadejs|@bitbybit-dev\/.*\.js)$/;
        build.onResolve({ filter: outside }, ({ path: specifier, importer }) => ({
          path: Bun.resolveSync(specifier, path.dirname(importer)),
          external: true,
        }));
        build.onLoad({ filter: /\.(wasm|ttf)$/ }, (file) => ({
          contents: `export default ${JSON.stringify(file.path)};`,
          loader: "js",
        }));
      },
    },
  ],
});
for (const message of result.logs) console.error(String(message));
if (!result.success || result.metafile === undefined) process.exit(1);

const manifest: BundleManifest = {
  bun: Bun.version,
  root,
  entry: `${name}/start.js`,
  inputs: Object.keys(result.metafile.inputs).map((input) => {
    const file = path.resolve(input);
    const { mtimeMs, size } = statSync(file);
    return [path.relative(root, file), mtimeMs, size];
  }),
};
writeFileSync(path.join(folder, name, "manifest.json"), JSON.stringify(manifest));
renameSync(path.join(folder, name, "manifest.json"), path.join(folder, "manifest.json"));
// What bin/moicad starts at once in a package that was installed, whose files do not change.
writeFileSync(path.join(folder, name, "entry"), `${path.join(folder, name, "start.js")}\n`);
renameSync(path.join(folder, name, "entry"), path.join(folder, "entry"));

mkdirSync(folder, { recursive: true });
for (const entry of readdirSync(folder, { withFileTypes: true })) {
  if (!entry.isDirectory() || entry.name === name) continue;
  const old = path.join(folder, entry.name);
  if (Date.now() - statSync(old).mtimeMs > grace) rmSync(old, { recursive: true, force: true });
}
