// Where a command looks for libraries, fonts and color schemes: the environment of spec/cli.md §1.25.
import { statSync } from "node:fs";
import path from "node:path";
import type { FontFile } from "../shared/world.ts";
import { joinPath } from "../shared/world.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Directories of an installed OpenSCAD, whose libraries (MCAD) and schemes come last. */
const sharedResources = ["/usr/local/share/openscad", "/usr/share/openscad"];

/**
 * OPENSCADPATH, the user's libraries, those of an installed OpenSCAD. An empty entry of the variable is the working
 * directory; a user without a directory for libraries has the entry "" (see `World.libraryPaths`).
 */
export function libraryPaths(environment: Environment, workingDirectory: string): string[] {
  const listed = environment.OPENSCADPATH?.split(path.delimiter) ?? [];
  return [
    ...listed.map((entry) => joinPath(workingDirectory, entry)),
    userLibraries(environment),
    ...sharedResources.map((directory) => `${directory}/libraries`).filter(isDirectory),
  ];
}

/** The user's library directory, "" where there is no place for it. */
export function userLibraries({ HOME: home = "" }: Environment): string {
  if (process.platform === "darwin") return `${home}/Documents/OpenSCAD/libraries`;
  return isDirectory(`${home}/.local/share`) ? `${home}/.local/share/OpenSCAD/libraries` : "";
}

export interface FontDirectory {
  readonly path: string;
  readonly origin: FontFile["origin"];
}

/** OPENSCAD_FONT_PATH, then the system's. */
export function fontDirectories(environment: Environment, workingDirectory: string): FontDirectory[] {
  const { HOME: home = "", OPENSCAD_FONT_PATH: listed = "" } = environment;
  const entries = listed.split(path.delimiter).filter((entry) => entry !== "");
  const system =
    process.platform === "darwin"
      ? [`${home}/Library/Fonts`, "/Library/Fonts", "/System/Library/Fonts"]
      : ["/usr/share/fonts", "/usr/local/share/fonts", `${home}/.local/share/fonts`, `${home}/.fonts`];
  return [
    ...entries.map((entry) => ({ path: joinPath(workingDirectory, entry), origin: "path" as const })),
    ...system.map((directory) => ({ path: directory, origin: "system" as const })),
  ];
}

/** The directory of OpenSCAD's settings: XDG_CONFIG_HOME if it exists, else below the home. */
export function configDirectory({ HOME: home = "", XDG_CONFIG_HOME: config }: Environment): string {
  const base = config && isDirectory(config) ? config : `${home}/.config`;
  return `${base}/OpenSCAD`;
}

/** Directories with color schemes as JSON files. */
export function colorSchemeDirectories(environment: Environment): string[] {
  return [configDirectory(environment), ...sharedResources].map((directory) => `${directory}/color-schemes/render`);
}

/** False for what cannot be looked at, too. */
export function isDirectory(directory: string): boolean {
  try {
    return statSync(directory, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}
