// Makes an executable of the command line: Bun, all sources with their bytecode, and what plugins leave inside.
import path from "node:path";

export const root = path.resolve(import.meta.dir, "..");

export interface ExecutableOptions {
  /** The source that it starts from, relative to the root. */
  readonly entry: string;
  readonly outfile: string;
  readonly plugins?: readonly Bun.BunPlugin[];
  readonly define?: Record<string, string>;
}

/** Ends this process with a message where it cannot be made. Gives what went into it. */
export async function buildExecutable(options: ExecutableOptions): Promise<Bun.BuildMetafile> {
  const { entry, outfile, plugins = [], define } = options;
  const result = await Bun.build({
    entrypoints: [path.join(root, entry)],
    target: "bun",
    format: "esm",
    splitting: true,
    bytecode: true,
    // Less to read at start. Names stay: errors and generated code are told by them.
    minify: { whitespace: true, syntax: true },
    metafile: true,
    define,
    // Fonts are recognized by their names.
    naming: { asset: "[name].[ext]" },
    // The folder that a command runs in, somebody's models, must not say how this program runs.
    compile: { outfile, autoloadDotenv: false, autoloadBunfig: false, autoloadPackageJson: true },
    plugins: [findHarfBuzz, ...plugins],
  });
  for (const message of result.logs) console.error(String(message));
  if (!result.success || result.metafile === undefined) process.exit(1);
  return result.metafile;
}

/** HarfBuzz looks for its module beside itself, where an executable has nothing. */
const findHarfBuzz: Bun.BunPlugin = {
  name: "name the file of HarfBuzz",
  setup(build) {
    build.onLoad({ filter: /harfbuzzjs\/dist\/harfbuzz\.js$/ }, async ({ path: file }) => {
      const text = await Bun.file(file).text();
      const contents = text.replace('new URL("harfbuzz.wasm",import.meta.url).href', "wasmPath");
      if (contents === text) throw new Error(`${file} is not what it was`);
      return {
        contents: `import wasmPath from "./harfbuzz.wasm" with { type: "file" };\n${contents}`,
        loader: "js",
      };
    });
  },
};
