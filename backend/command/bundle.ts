// The bundle of the command line: an executable with Bun, all sources and their bytecode, made by bin/bundle.ts and started by
// bin/moicad. It is used as long as every file that went into it is unchanged, so that it never differs from the sources.
import { existsSync, readFileSync, statSync } from "node:fs";

/** What bin/bundle.ts writes beside a bundle. */
export interface BundleManifest {
  /** The executable holds one version of Bun. */
  readonly bun: string;
  /** Paths in the bundle are absolute. */
  readonly root: string;
  /** Where the manifest is, absolute: a bundle that was moved along with the project names files of another place. */
  readonly folder: string;
  /** The executable, relative to the manifest. */
  readonly entry: string;
  /** Everything that went into the bundle; absent in what earlier versions wrote. */
  readonly files?: BundledFiles;
}

/** Lists in one order: paths relative to the root, times of the last change, sizes. */
export interface BundledFiles {
  readonly paths: readonly string[];
  readonly times: readonly number[];
  readonly sizes: readonly number[];
}

/** In a bundle: where the sources were when it was made. */
export const projectRoot = import.meta.dir.slice(0, -"/backend/command".length);
export const bundleFolder = `${projectRoot}/dist/command`;

/** The executable, or undefined where there is none, or one that is out of date, damaged or moved. */
export function findBundle(folder: string = bundleFolder): string | undefined {
  const manifest = readManifest(folder);
  if (manifest === undefined || manifest.bun !== Bun.version) return undefined;
  if (manifest.root !== projectRoot || manifest.folder !== folder) return undefined;
  const entry = `${folder}/${manifest.entry}`;
  return isCurrent(manifest) && existsSync(entry) ? entry : undefined;
}

function isCurrent({ root, files }: BundleManifest): boolean {
  // A package that was installed has no lock, and files that do not change.
  if (!existsSync(`${root}/bun.lock`)) return true;
  if (files === undefined) return false;
  // Every command waits for this, before the engine has compiled anything: no closures and patterns.
  const { paths, times, sizes } = files;
  const options = { throwIfNoEntry: false } as const;
  for (let i = 0; i < paths.length; i++) {
    const status = statSync(`${root}/${paths[i]}`, options);
    if (status === undefined || status.mtimeMs !== times[i] || status.size !== sizes[i]) return false;
  }
  return true;
}

/**
 * Undefined when there is no bundle, which is nothing out of the ordinary, or when a machine that lost its power left half of a
 * manifest: the sources say the same.
 */
function readManifest(folder: string): BundleManifest | undefined {
  try {
    return JSON.parse(readFileSync(`${folder}/manifest.json`, "utf8")) as BundleManifest;
  } catch {
    return undefined;
  }
}
