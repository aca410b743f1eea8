// `--info`: facts about the build and the search paths on standard output, under OpenSCAD's keys (spec/cli.md §1.22).
import os from "node:os";
import { wasmFiles } from "../../wasm/manifest.ts";
import { type Feature, features } from "../shared/context.ts";
import { encodeUtf8 } from "../shared/text.ts";
import { moicadVersion, openscadVersion } from "../shared/version.ts";
import { joinPath } from "../shared/world.ts";
import type { Console } from "./console.ts";
import { usageText } from "./help.ts";
import type { Surroundings } from "./main.ts";
import type { CommandOptions } from "./options.ts";
import { configDirectory, fontDirectories, libraryPaths, userLibraries } from "./search-paths.ts";

/** Prints the report; with more than one input, the usage. Gives the exit status: there is no display that could fail. */
export function printInfo(options: CommandOptions, console: Console, surroundings: Surroundings): number {
  if (options.inputs.length > 1) {
    console.say(usageText(surroundings.name));
    return 1;
  }
  console.writeOut(encodeUtf8(infoText(surroundings, options.features)));
  return 0;
}

/** What this program does not contain, though OpenSCAD does. */
const none = "none";

/** Of a library in WASM. */
function versionOf(library: string): string {
  return wasmFiles.find((file) => file.package === library)?.version ?? none;
}

function nameAndVersion(library: string): string {
  return `${library} ${versionOf(library)}`;
}

function infoText({ environment, workingDirectory }: Surroundings, enabled: ReadonlySet<Feature>): string {
  const { HOME: home = "" } = environment;
  const system = `${os.type()} ${os.release()} ${os.machine()}`;
  const memory = (os.totalmem() / 2 ** 30).toFixed(2);
  const facts: readonly (readonly [string, string])[] = [
    ["OpenSCAD Version", `${openscadVersion} (moicad ${moicadVersion})`],
    ["System information", `${system} ${os.availableParallelism()} CPUs ${memory} GB RAM`],
    ["User Agent", `OpenSCAD/${openscadVersion} (moicad ${moicadVersion}; ${system})`],
    ["Compiler", `Bun ${Bun.version}`],
    ["MinGW build", "No"],
    ["Debug build", "No"],
    ["Boost version", none],
    ["Eigen version", none],
    ["CGAL version, kernels", none],
    ["OpenCSG version", none],
    ["Clipper2 version", nameAndVersion("clipper2-wasm")],
    ["Manifold version", nameAndVersion("manifold-3d")],
    ["Qt version", none],
    ["GLib version", none],
    ["lodepng version", none],
    ["libzip version", none],
    ["fontconfig version", none],
    ["freetype version", versionOf("freetype")],
    ["harfbuzz version", nameAndVersion("harfbuzzjs")],
    ["cairo version", none],
    ["lib3mf version", "built in"],
    ["mi-malloc version", none],
    ["Features", features.map((feature) => (enabled.has(feature) ? `${feature}*` : feature)).join(", ")],
    ["Application Path", process.execPath.slice(0, process.execPath.lastIndexOf("/"))],
    ["Documents Path", `${home}/.local/share`],
    ["User Documents Path", home],
    ["Resource Path", joinPath(import.meta.dir, "../..")],
    ["User Library Path", userLibraries(environment)],
    ["User Examples Path", ""],
    ["User Config Path", configDirectory(environment)],
    ["Backup Path", ""],
    ["OPENSCADPATH", environment.OPENSCADPATH ?? "<not set>"],
  ];
  return [
    ...facts.map(([key, value]) => `${key}: ${value}`),
    "OpenSCAD library path:",
    ...libraryPaths(environment, workingDirectory).map((path) => `  ${path}`),
    "",
    `OPENSCAD_FONT_PATH: ${environment.OPENSCAD_FONT_PATH ?? "<not set>"}`,
    "OpenSCAD font path:",
    ...fontDirectories(environment, workingDirectory).map(({ path }) => `  ${path}`),
    "",
    "",
    "",
  ].join("\n");
}
