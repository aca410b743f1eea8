// The bundle of the command line: all sources in one file with their bytecode, made by bin/bundle.ts. It is used as long as
// every file that went into it is unchanged, so that it never differs from the sources.
import { existsSync, readFileSync, statSync } from "node:fs";

/** What bin/bundle.ts writes beside a bundle. */
export interface BundleManifest {
  /** Bytecode belongs to one version of Bun. */
  readonly bun: string;
  /** Paths in the bundle are absolute. */
  readonly root: string;
  /** The file to load, relative to the manifest. */
  readonly entry: string;
  /** Everything that went into the bundle: path relative to the root, time of the last change, size. */
  readonly inputs: readonly (readonly [path: string, time: number, size: number])[];
}

const projectRoot = import.meta.dir.slice(0, -"/backend/command".length);
export const bundleFolder = `${projectRoot}/dist/command`;

/** The bundle's file, or undefined where there is none, or one that is out of date or damaged. */
export function findBundle(folder: string = bundleFolder, root: string = projectRoot): string | undefined {
  const manifest = readManifest(folder);
  if (manifest === undefined || manifest.bun !== Bun.version || manifest.root !== root) return undefined;
  const isCurrent = manifest.inputs.every(([name, time, size]) => {
    const status = statSync(`${root}/${name}`, { throwIfNoEntry: false });
    return status !== undefined && status.mtimeMs === time && status.size === size;
  });
  const entry = `${folder}/${manifest.entry}`;
  return isCurrent && existsSync(entry) ? entry : undefined;
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
