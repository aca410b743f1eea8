// Makes one executable of the command line, with Bun, the WASM modules and the fonts inside: `bun run compile [FILE]`.
// It needs nothing else on the machine that it runs on. Default: dist/moicad.
import path from "node:path";

const root = path.resolve(import.meta.dir, "..");
const outfile = path.resolve(process.argv[2] ?? path.join(root, "dist/moicad"));

const result = await Bun.build({
  entrypoints: [path.join(root, "backend/command/start.ts")],
  target: "bun",
  format: "esm",
  splitting: true,
  bytecode: true,
  minify: { whitespace: true, syntax: true },
  // Fonts are recognized by their names.
  naming: { asset: "[name].[ext]" },
  compile: { outfile, autoloadDotenv: false, autoloadBunfig: false },
  plugins: [
    {
      name: "embed HarfBuzz",
      setup(build) {
        // The package looks for its module beside itself, where an executable has nothing.
        build.onLoad({ filter: /harfbuzzjs\/dist\/harfbuzz\.js$/ }, async ({ path: file }) => {
          const text = await Bun.file(file).text();
          const contents = text.replace("function locateFile(path){", "function locateFile(path){return wasmPath;");
          if (contents === text) throw new Error(`${file} is not what it was`);
          return {
            contents: `import wasmPath from "./harfbuzz.wasm" with { type: "file" };\n${contents}`,
            loader: "js",
          };
        });
      },
    },
  ],
});
for (const message of result.logs) console.error(String(message));
if (!result.success) process.exit(1);
console.log(outfile);
