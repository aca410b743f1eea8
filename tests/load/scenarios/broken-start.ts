// C-14: whatever the service needs at start is broken, one thing after the other. It refuses to start and says why in a
// line that names the thing.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Figure, must, type Scenario } from "../figures.ts";
import { freePort } from "../service.ts";

const root = path.resolve(import.meta.dir, "../../..");

interface Breakage {
  readonly name: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Changes a copy of the program before it starts. */
  readonly damage?: (folder: string) => void;
  /** What must stand in what it says. */
  readonly says: RegExp;
}

const breakages: readonly Breakage[] = [
  { name: "a port that is none", environment: { PORT: "http" }, says: /PORT/ },
  { name: "a time that is none", environment: { EVALUATION_TIMEOUT: "0" }, says: /EVALUATION_TIMEOUT/ },
  { name: "an unknown setting", environment: { MOICAD_TYPO: "1" }, says: /MOICAD_TYPO/ },
  { name: "a folder that cannot be", environment: { TEMP_DIR: "/proc/none" }, says: /TEMP_DIR|\/proc\/none/ },
  { name: "a folder of logs that cannot be", environment: { LOG_DIR: "/proc/none" }, says: /LOG_DIR|\/proc\/none/ },
  { name: "production without origins", environment: { NODE_ENV: "production" }, says: /ALLOWED_ORIGINS/ },
  { name: "a changed WASM file", damage: damageKernel, says: /manifold/i },
  { name: "a missing WASM file", damage: removeKernel, says: /manifold/i },
];

const kernel = "node_modules/manifold-3d";

export const brokenStart: Scenario = {
  id: "C-14",
  title: "settings and files that are broken when the service starts",
  async run() {
    const figures: Figure[] = [];
    for (const breakage of breakages) figures.push(await attempt(breakage));
    return figures;
  },
};

async function attempt({ name, environment, damage, says }: Breakage): Promise<Figure> {
  const folder = damage === undefined ? root : copyProgram();
  damage?.(folder);
  try {
    const child = Bun.spawn([process.execPath, "backend/index.ts"], {
      cwd: folder,
      env: { ...process.env, NODE_ENV: "development", HOST: "127.0.0.1", PORT: String(freePort()), ...environment },
      stdin: "ignore",
      stdout: "ignore",
      stderr: "pipe",
      timeout: 30_000,
      killSignal: "SIGKILL",
    });
    const [said, status] = await Promise.all([new Response(child.stderr).text(), child.exited]);
    const lines = said.split("\n").filter((line) => says.test(line));
    const holds = status > 0 && status < 128 && lines.length > 0 && !/\n\s+at .*:\d+:\d+/.test(said);
    return must(
      name,
      "does not start, says why",
      `status ${status}: ${lines[0]?.trim().slice(0, 90) ?? said.slice(0, 200)}`,
      holds,
    );
  } finally {
    if (folder !== root) rmSync(folder, { recursive: true, force: true });
  }
}

/** The program with links to its packages, but for the kernel's, which is copied. */
function copyProgram(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "moicad-broken-"));
  for (const name of ["backend", "wasm", "package.json", "tsconfig.json", "examples"])
    cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
  cpSync(path.join(root, kernel), path.join(folder, kernel), { recursive: true, dereference: true });
  for (const name of readdirSync(path.join(root, "node_modules")))
    if (name !== path.basename(kernel))
      symlinkSync(path.join(root, "node_modules", name), path.join(folder, "node_modules", name));
  return folder;
}

function damageKernel(folder: string): void {
  const file = path.join(folder, kernel, "manifold.wasm");
  const bytes = readFileSync(file);
  const middle = bytes.length >> 1;
  bytes[middle] = (bytes[middle] as number) ^ 1;
  writeFileSync(file, bytes);
}

function removeKernel(folder: string): void {
  rmSync(path.join(folder, kernel, "manifold.wasm"));
}
