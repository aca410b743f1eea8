// Opens the zip of a request: its files become the files of the task. Names stay in memory and are held to the same rules
// as in JSON; what is unpacked is bounded by its bytes, by its share of the archive and by the number of files.
import { ZipArchive } from "../../input/zip.ts";
import { LimitError, serverLimits } from "../../shared/limits.ts";
import { normalizePath } from "../admission/file-names.ts";
import type { Content, PackedProject, Task, TaskEnd } from "../pool/protocol.ts";

/** Files of one archive, and all their bytes. The larger libraries have 400 files, and projects carry several. */
const mostFiles = 2000;
const mostBytes = 64_000_000;
/** Texts pack well, but not like this. Small archives may. */
const highestRatio = 200;
const unsuspectedBytes = 1_000_000;

type Opened = { readonly task: Task } | { readonly end: TaskEnd };

/** The task with its archive's files beside its own, which win; or why it cannot be had. */
export function openProject(task: Task): Opened {
  const { archive } = task;
  if (archive === undefined) return { task };
  const packed = unpack(archive);
  if ("end" in packed) return packed;
  const files = new Map([...packed.files, ...task.files]);
  if (archive.main === undefined) return { task: { ...task, files, archive: undefined } };
  const main = archive.main === "" ? findMain([...files.keys()]) : archive.main;
  const source = main === undefined ? undefined : files.get(main);
  if (source !== undefined) return { task: { ...task, source, main, files, archive: undefined } };
  const found = [...files.keys()].filter(isProgram).slice(0, 20).join(", ");
  const missing = main === undefined ? "main: must say which file is the program" : `main: there is no ${main}`;
  return bad(`${missing} (in the archive: ${found === "" ? "none" : found})`, "main");
}

/** `main.scad`, or the only program beside nothing but folders. */
function findMain(names: readonly string[]): string | undefined {
  if (names.includes("main.scad")) return "main.scad";
  const programs = names.filter((name) => isProgram(name) && !name.includes("/"));
  return programs.length === 1 ? programs[0] : undefined;
}

const isProgram = (name: string): boolean => name.endsWith(".scad");

function unpack({
  bytes,
}: PackedProject): { readonly files: ReadonlyMap<string, Content> } | { readonly end: TaskEnd } {
  const allowed = Math.min(mostBytes, Math.max(unsuspectedBytes, highestRatio * bytes.length));
  const limits = { ...serverLimits, importInflatedBytes: allowed };
  const zip = ZipArchive.open({ limits }, { path: "", bytes, position: 0 });
  if (zip === undefined) return bad("The archive is damaged, or no zip", "archive");
  if (zip.isAmbiguous) return bad("The archive has two files of one name", "archive");
  // Folders are entries, too; what a Mac adds is no part of the project.
  const names = zip.names.filter((name) => !name.endsWith("/") && !name.startsWith("__MACOSX/"));
  if (names.length > mostFiles) return exceeded(mostFiles);
  const files = new Map<string, Content>();
  for (const name of names) {
    const path = normalizePath(name);
    if (path === undefined || files.has(path))
      return bad(
        `The archive names a file ${JSON.stringify(name.slice(0, 200))}, which is no relative path`,
        "archive",
      );
    try {
      const content = zip.read(name);
      if (content === undefined)
        return bad(`${path} in the archive is damaged, encrypted or packed unusually`, "archive");
      files.set(path, content);
    } catch (error) {
      if (error instanceof LimitError) return exceeded(allowed);
      throw error;
    }
  }
  return { files: withoutCommonFolder(files) };
}

/** Archives of a folder have its name before everything. */
function withoutCommonFolder(files: ReadonlyMap<string, Content>): ReadonlyMap<string, Content> {
  const [first = ""] = files.keys();
  const folder = first.slice(0, first.indexOf("/") + 1);
  if (folder === "" || ![...files.keys()].every((name) => name.startsWith(folder))) return files;
  return new Map([...files].map(([name, content]) => [name.slice(folder.length), content]));
}

function exceeded(allowed: number): { readonly end: TaskEnd } {
  return { end: { status: "limit", limit: "archive", allowed } };
}

function bad(message: string, path: string): { readonly end: TaskEnd } {
  return { end: { status: "bad-request", message, issues: [{ path, message }] } };
}
