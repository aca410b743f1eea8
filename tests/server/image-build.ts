// Builds what Dockerfile.production describes without a Docker engine: its instructions are carried out on folders, its
// commands under bubblewrap, with this machine's system and Bun in the place of the base image. Then runs the result as
// docker-compose.production.yml would: a user without rights, a read-only root, its own processes.
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { environmentOf, execForm, type Instruction, readDockerfile, readDockerignore } from "./dockerfile.ts";

const context = path.resolve(import.meta.dir, "../..");

/** Why the image cannot be built and run here; undefined when it can. */
export function missingForImage(): string | undefined {
  if (Bun.which("bwrap") === null) return "bubblewrap is not installed";
  // The image's steps change owners, as `docker build` may.
  if (process.getuid?.() !== 0) return "carrying out the image's steps needs root";
  const asNobody = ["setpriv", "--reuid=10001", "--regid=10001", "--clear-groups", "--"];
  const probe = ["bwrap", "--ro-bind", "/", "/", "--unshare-all", "--cap-drop", "ALL", "true"];
  const works = Bun.which("setpriv") !== null && Bun.spawnSync([...asNobody, ...probe], { cwd: "/" }).exitCode === 0;
  return works ? undefined : "user namespaces are not allowed here";
}

export interface Image {
  /** The folder that is removed in the end. */
  readonly folder: string;
  /** What is /app inside. */
  readonly app: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly user: string;
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
}

/** Throws with what a step printed when it fails. */
export function buildImage(): Image {
  const folder = mkdtempSync(path.join(tmpdir(), "moicad-image-"));
  // Another user must get in.
  chmodSync(folder, 0o755);
  mkdirSync(path.join(folder, "bin"));
  copyFileSync(process.execPath, path.join(folder, "bin/bun"));
  chmodSync(path.join(folder, "bin/bun"), 0o755);
  const stages = readDockerfile(readFileSync(path.join(context, "Dockerfile.production"), "utf8"));
  const folders = new Map<string, string>();
  let image: Image | undefined;
  for (const [at, { name, instructions }] of stages.entries()) {
    const app = path.join(folder, `stage-${at}`);
    mkdirSync(app, { mode: 0o755 });
    folders.set(name ?? String(at), app);
    image = carryOut(instructions, { folder, app, folders });
  }
  return image as Image;
}

interface Place {
  readonly folder: string;
  readonly app: string;
  readonly folders: ReadonlyMap<string, string>;
}

function carryOut(instructions: readonly Instruction[], place: Place): Image {
  let environment: Record<string, string> = {};
  let [user, entry, command, healthCheck]: [string, readonly string[], readonly string[], readonly string[]] = [
    "0:0",
    [],
    [],
    [],
  ];
  for (const { keyword, text, flags } of instructions) {
    switch (keyword) {
      case "WORKDIR":
        if (text !== "/app") throw new Error(`WORKDIR ${text}: only /app is known here`);
        break;
      case "COPY":
        copy(text.split(/\s+/), flags.get("from"), place);
        break;
      case "RUN":
        runStep(text, environment, place);
        break;
      case "ENV":
        environment = { ...environment, ...environmentOf(text) };
        break;
      case "USER":
        user = text;
        break;
      case "ENTRYPOINT":
        entry = execForm(text) ?? [];
        break;
      case "CMD":
        command = execForm(text) ?? [];
        break;
      case "HEALTHCHECK":
        healthCheck = execForm(text.replace(/^CMD /, "")) ?? [];
        break;
      case "EXPOSE":
      case "STOPSIGNAL":
        break;
      default:
        throw new Error(`${keyword}: not known here`);
    }
  }
  const { folder, app } = place;
  return { folder, app, environment, user, command: [...entry, ...command], healthCheck };
}

function copy(words: readonly string[], from: string | undefined, { app, folders }: Place): void {
  const ignored = readDockerignore(readFileSync(path.join(context, ".dockerignore"), "utf8"));
  const target = path.join(app, words.at(-1) as string);
  for (const source of words.slice(0, -1)) {
    const stage = from === undefined ? undefined : folders.get(from);
    if (from !== undefined && stage === undefined) throw new Error(`COPY --from=${from}: there is no such stage`);
    const origin = stage === undefined ? path.join(context, source) : path.join(stage, path.relative("/app", source));
    const isFolder = statSync(origin).isDirectory();
    cpSync(origin, isFolder ? target : path.join(target, path.basename(source)), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (file) => stage !== undefined || !ignored(path.relative(context, file)),
    });
  }
}

/** What every sandbox sees: this machine's programs and libraries, and Bun. */
function system({ folder }: { readonly folder: string }): readonly string[] {
  const links = ["bin", "sbin", "lib", "lib64"].flatMap((name) => ["--symlink", `usr/${name}`, `/${name}`]);
  return [
    ...["--ro-bind", "/usr", "/usr", ...links, "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"],
    ...["--ro-bind", path.join(folder, "bin"), "/opt/bin", "--die-with-parent", "--unshare-pid", "--chdir", "/app"],
  ];
}

const searchPath = "/opt/bin:/usr/local/bin:/usr/bin:/bin";

function runStep(command: string, environment: Readonly<Record<string, string>>, place: Place): void {
  const home = process.env.HOME ?? "/root";
  const cache = path.join(home, ".bun/install/cache");
  const { exitCode, stderr } = Bun.spawnSync(
    [
      ...["bwrap", ...system(place), "--ro-bind", "/etc", "/etc", "--bind", place.app, "/app"],
      // The registry's settings and packages that were fetched before, as a builder would have them.
      ...(existsSync(home) ? ["--ro-bind", home, home] : []),
      ...(existsSync(cache) ? ["--bind", cache, cache] : ["--setenv", "BUN_INSTALL_CACHE_DIR", "/tmp/cache"]),
      ...["sh", "-euc", command],
    ],
    { env: { ...process.env, ...environment, PATH: searchPath }, stdout: "ignore", stderr: "pipe" },
  );
  if (exitCode !== 0) throw new Error(`RUN ${command}\n${stderr.toString()}`);
}

export interface RunOptions {
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** A command as the image's user on the image's files; it is the child of the process that this starts. */
export function runInImage({ folder, app, user, environment }: Image, options: RunOptions) {
  const [uid = "", gid = ""] = user.split(":");
  const words = [
    ...["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--"],
    // What pids_limit does, as near as one gets without a control group.
    ...["prlimit", "--nproc=256", "--core=0", "--"],
    ...["bwrap", ...system({ folder }), "--ro-bind", app, "/app", "--bind", path.join(app, "logs"), "/app/logs"],
    ...["--remount-ro", "/", "--unshare-user", "--unshare-ipc", "--unshare-uts", "--cap-drop", "ALL"],
    ...["--uid", uid, "--gid", gid, "--as-pid-1", "--", ...options.command],
  ];
  return Bun.spawn(words, {
    env: { ...environment, PATH: searchPath, HOME: "/", ...options.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
}
