// Runs OpenSCAD's WASM build as a command: node wasm-peer.mjs MODULE PROGRAM -o OUTPUT. It sees the files of the program's
// folder, and of the folders of OPENSCADPATH if the program names a library.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const [, , module, program, , output] = process.argv;
const { createOpenSCAD } = await import(module);
const instance = (await createOpenSCAD({ print: () => {}, printErr: () => {} })).getInstance();

function mount(folder, target, wanted) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const [from, to] = [path.join(folder, entry.name), `${target}/${entry.name}`];
    if (entry.isDirectory()) {
      if (wanted === undefined) continue;
      instance.FS.mkdir(to);
      mount(from, to, wanted);
    } else if (wanted?.test(entry.name) ?? !entry.name.startsWith("out.")) {
      instance.FS.writeFile(to, readFileSync(from));
    }
  }
}

instance.FS.mkdir("/model");
mount(path.dirname(program), "/model");
const libraries = (process.env.OPENSCADPATH ?? "").split(":").filter((folder) => folder !== "");
if (libraries.length > 0 && /^\s*(include|use)\s*</m.test(readFileSync(program, "utf8"))) {
  // Beside the program: this build looks there too.
  for (const folder of libraries) mount(folder, "/model", /\.scad$/);
}
const suffix = path.extname(output);
const name = path.basename(program);
const status = instance.callMain([`/model/${name}`, "-o", `/model/result${suffix}`, "--backend=manifold"]);
if (status !== 0) process.exit(1);
writeFileSync(output, instance.FS.readFile(`/model/result${suffix}`));
process.exit(0);
