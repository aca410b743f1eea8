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

/** The build comes without fonts: it gets ours, under the names that it looks for. */
function mountFonts() {
  const packages = path.join(import.meta.dirname, "../../node_modules/@expo-google-fonts");
  const families = { arimo: "Sans", tinos: "Serif", cousine: "Mono" };
  instance.FS.mkdir("/fonts");
  const aliases = Object.entries(families).map(([name, kind]) => {
    const folder = path.join(packages, name);
    for (const file of readdirSync(folder, { recursive: true }).filter((entry) => entry.endsWith(".ttf"))) {
      instance.FS.writeFile(`/fonts/${path.basename(file)}`, readFileSync(path.join(folder, file)));
    }
    const family = name[0].toUpperCase() + name.slice(1);
    return `<alias binding="same"><family>Liberation ${kind}</family><prefer><family>${family}</family></prefer></alias>`;
  });
  const fallback = '<match><edit name="family" mode="append_last"><string>Arimo</string></edit></match>';
  const config = `<?xml version="1.0"?><fontconfig><dir>/fonts</dir>${aliases.join("")}${fallback}</fontconfig>`;
  instance.FS.writeFile("/fonts/fonts.conf", config);
}

instance.FS.mkdir("/model");
if (/\btext\s*\(/.test(readFileSync(program, "utf8"))) mountFonts();
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
