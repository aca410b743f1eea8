// Keeps the shape of the project true: folders, who may import whom, packages, file sizes, names. The tables below are
// the rules; ARCHITECTURE.md gives their reasons.
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dir, "..");

/** What each part of the program may import. `x (types)`: type-only imports. A `.ts` name is a file of backend/. */
const imports: Record<string, readonly string[]> = {
  ast: [],
  compile: ["ast", "csg", "input"],
  csg: ["wasm"],
  input: ["csg"],
  inspect: ["csg", "input", "kernel", "output"],
  kernel: ["csg", "input", "wasm"],
  output: ["ast", "csg", "kernel (types)"],
  command: ["ast", "csg", "inspect", "output", "pipeline.ts", "index.ts", "kernel (types)", "wasm"],
  server: ["ast", "csg", "input", "inspect", "output", "pipeline.ts", "kernel", "wasm"],
  shared: [],
  wasm: [],
  "pipeline.ts": ["ast", "compile", "csg", "kernel", "output"],
  "cli.ts": ["command", "output"],
  "index.ts": ["server", "package.json"],
};

/** The folders of backend/ are the path of the data, plus what surrounds it. */
const folders = Object.keys(imports).filter((name) => !name.endsWith(".ts") && name !== "wasm");
const looseFiles = Object.keys(imports).filter((name) => name.endsWith(".ts"));

/** Where each package may be imported. A package missing here may be imported nowhere. */
const packages: Record<string, readonly string[]> = {
  "@bitbybit-dev/occt": ["wasm"],
  "@expo-google-fonts/arimo": ["backend/shared", "backend/csg/text"],
  "@expo-google-fonts/cousine": ["backend/shared", "backend/csg/text"],
  "@expo-google-fonts/tinos": ["backend/shared", "backend/csg/text"],
  "clipper2-wasm": ["wasm"],
  harfbuzzjs: ["backend/csg/text"],
  hono: ["backend/server"],
  "lru-cache": ["backend/server"],
  "manifold-3d": ["wasm"],
  "prom-client": ["backend/server"],
  "replicad-opencascadejs": ["wasm"],
  saxes: ["backend/input"],
  winston: ["backend/server"],
  zod: ["backend/server"],
};

/** The only files that may touch the outside world; everything else reads through `World`. */
const doors = ["backend/command/", "backend/server/", "backend/cli.ts", "backend/index.ts", "wasm/"];
const doorFiles = ["backend/shared/disk-world.ts"];
/** Modules of the runtime that compute only. */
const pureBuiltins = new Set(["node:zlib"]);

/** Files that may be longer than 600 lines, each with the reason. */
const longFiles: Record<string, string> = {};

const lineLimit = 600;

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function walk(directory: string, skip: ReadonlySet<string> = new Set()): string[] {
  return readdirSync(path.join(root, directory), { withFileTypes: true })
    .filter((entry) => !skip.has(entry.name))
    .flatMap((entry) => {
      const name = path.posix.join(directory, entry.name);
      if (entry.isDirectory()) return walk(name, skip);
      return entry.isFile() ? [name] : [];
    })
    .sort();
}

function read(file: string): string {
  return readFileSync(path.join(root, file), "utf8");
}

const programFiles = [...walk("backend"), ...walk("wasm", new Set(["absent"]))].filter((name) => name.endsWith(".ts"));
const testFiles = walk("tests").filter((name) => name.endsWith(".ts"));

/** Every import of a file, type-only ones included (Bun's own scanner drops those). Comments do not count. */
function importsOf(file: string): Import[] {
  const text = read(file).replace(/^\s*(?:\/\/|\/?\*).*$/gm, "");
  const found: Import[] = [];
  const patterns = [
    /^\s*(import|export)(\s+type)?\s[^"';]*?from\s*"([^"]+)"/gm,
    /^\s*(import)(\s+type)?\s*"([^"]+)"/gm,
    /\b(import)(\s*)\(\s*"([^"]+)"/g,
    /\b(require)(\s*)\(\s*"([^"]+)"/g,
  ];
  for (const pattern of patterns)
    for (const match of text.matchAll(pattern))
      found.push({ file, specifier: match[3] as string, typeOnly: match[2]?.trim() === "type" });
  return found;
}

const allImports = programFiles.flatMap(importsOf);

/** The row of the import table that a path belongs to. */
function partOf(file: string): string {
  const [top, second] = file.split("/");
  return top === "backend" ? (second as string) : (top as string);
}

/** `@scope/name` or `name` of a package import. */
function packageOf(specifier: string): string {
  return specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");
}

const isRelative = ({ specifier }: Import): boolean => specifier.startsWith(".");
const isBuiltin = ({ specifier }: Import): boolean => /^(node|bun):|^bun$/.test(specifier);

describe("folders", () => {
  test("backend/ holds exactly the parts of the import table", () => {
    const present = readdirSync(path.join(root, "backend"));
    expect(present.filter((name) => !folders.includes(name) && !looseFiles.includes(name))).toEqual([]);
  });

  test("a part imports only what its row allows", () => {
    const wrong = allImports.filter(isRelative).flatMap(({ file, specifier, typeOnly }) => {
      const from = partOf(file);
      const to = partOf(path.posix.join(path.posix.dirname(file), specifier));
      const row = imports[from] ?? [];
      if (to === from || to === "shared" || row.includes(to)) return [];
      if (typeOnly && row.includes(`${to} (types)`)) return [];
      return [`${file} imports ${specifier}`];
    });
    expect(wrong).toEqual([]);
  });

  test("relative imports name an existing file with its suffix", () => {
    const wrong = allImports.filter(isRelative).filter(({ file, specifier }) => {
      const target = path.join(root, path.dirname(file), specifier);
      return !/\.(ts|json|wasm)$/.test(specifier) || !statSync(target, { throwIfNoEntry: false })?.isFile();
    });
    expect(wrong.map(({ file, specifier }) => `${file}: ${specifier}`)).toEqual([]);
  });

  test("only the doors touch files, processes and the network", () => {
    const wrong = allImports
      .filter(isBuiltin)
      .filter(({ specifier }) => !pureBuiltins.has(specifier))
      .filter(({ file }) => !doors.some((door) => file.startsWith(door)) && !doorFiles.includes(file));
    expect(wrong.map(({ file, specifier }) => `${file}: ${specifier}`)).toEqual([]);
  });
});

describe("packages", () => {
  const manifest = JSON.parse(read("package.json")) as Record<
    "dependencies" | "devDependencies",
    Record<string, string>
  >;
  const everyPackage = { ...manifest.dependencies, ...manifest.devDependencies };

  test("a package is imported in its own folder only", () => {
    const wrong = allImports
      .filter((found) => !isRelative(found) && !isBuiltin(found))
      .filter(({ file, specifier }) => {
        const home = packages[packageOf(specifier)] ?? [];
        return !home.some((folder) => file.startsWith(`${folder}/`));
      });
    expect(wrong.map(({ file, specifier }) => `${file}: ${specifier}`)).toEqual([]);
  });

  test("the table lists the dependencies and nothing else", () => {
    expect(Object.keys(packages).sort()).toEqual(Object.keys(manifest.dependencies).sort());
  });

  test("versions are exact", () => {
    const loose = Object.entries(everyPackage).filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
    expect(loose).toEqual([]);
  });

  test("ARCHITECTURE.md gives a reason for every dependency", () => {
    const reasons = new Map(
      [...read("ARCHITECTURE.md").matchAll(/^\| `([^`]+)` \|([^|]*)\|(.*)\|\s*$/gm)].map((row) => [
        row[1] as string,
        { version: (row[2] as string).trim(), reason: (row[3] as string).trim() },
      ]),
    );
    for (const [name, version] of Object.entries(everyPackage)) {
      expect([name, reasons.get(name)?.version]).toEqual([name, version]);
      expect((reasons.get(name)?.reason ?? "").length).toBeGreaterThan(20);
    }
  });

  test("no file names a package registry, and the lock holds no address", () => {
    const pattern = new RegExp(
      [["registry", "npmjs"], ["npm", "pkg", "github"], ["_auth"]].map((parts) => parts.join("\\.")).join("|"),
    );
    const skip = new Set(["node_modules", ".git", ".bun", "logs", "dist", "architecture.test.ts"]);
    expect(walk("", skip).filter((file) => pattern.test(read(file)))).toEqual([]);
    expect(read("bun.lock")).not.toMatch(/"https?:/);
  });
});

describe("files", () => {
  const files = [...programFiles, ...testFiles];

  test("no file is long without a reason", () => {
    const long = files.filter((file) => read(file).split("\n").length > lineLimit);
    expect(long.sort()).toEqual(Object.keys(longFiles).sort());
  });

  test("names are kebab-case", () => {
    const odd = files.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.(test|d|bench))?\.ts$/.test(path.basename(file)));
    expect(odd).toEqual([]);
  });

  test("no default exports, no barrels", () => {
    const wrong = programFiles
      .filter((file) => !file.endsWith(".d.ts"))
      .filter((file) => /^export default\b|^export \*/m.test(read(file)) || /\/index\.ts$/.test(file))
      .filter((file) => file !== "backend/index.ts");
    expect(wrong).toEqual([]);
  });

  test("every file begins by saying what it does", () => {
    const silent = files.filter((file) => !/^(#!.*\n)?(\/\/|\/\*\*)/.test(read(file)));
    expect(silent).toEqual([]);
  });
});
