// What `--help`, `--help-export` and `--version` print (spec/cli.md §1.22). Clients look for names in these texts, so the
// lists of names come from the tables themselves.
import { exportSettings } from "../output/settings.ts";
import { features } from "../shared/context.ts";
import { openscadVersion } from "../shared/version.ts";
import { colorSchemes } from "./color-schemes.ts";
import { knownFormats } from "./formats.ts";

/** Option as shown, and what it does. */
function optionTexts(): readonly (readonly [string, string])[] {
  return [
    ["--export-format arg", "format of all outputs, overrides the suffix: asciistl, binstl or any of those of -o"],
    [
      "-o [ --o ] arg",
      `output file; the suffix gives the format: ${[...knownFormats].join(", ")}; - is standard output`,
    ],
    ["-O [ --O ] arg", "setting of an exporter, section/key=value; see --help-export"],
    ["-D [ --D ] arg", "var=val: text appended to the program"],
    ["-p [ --p ] arg", "file of customizer parameter sets"],
    ["-P [ --P ] arg", "name of the parameter set"],
    ["--enable arg", `enable experimental features: all | ${features.join(" | ")}`],
    ["-h [ --help ]", "print this help"],
    ["--help-export", "print the settings of the exporters"],
    ["-v [ --version ]", "print the version"],
    ["--info", "print facts about this build"],
    ["--camera arg", "camera: translate_x,y,z,rot_x,y,z,dist or eye_x,y,z,center_x,y,z"],
    ["--autocenter", "look at the center of the object"],
    ["--viewall", "make the object fit the view"],
    ["--backend arg", "3D engine: CGAL (accepted, the same engine is used) or Manifold"],
    ["--imgsize arg", "width,height of a picture"],
    ["--render arg", "full geometry instead of a preview; force converts the result to a solid"],
    ["--preview arg", "preview; throwntogether shows all parts"],
    ["--animate arg", "export that many frames"],
    ["--animate_sharding arg", "export only <shard>/<num_shards> of the frames"],
    ["--view arg", "axes | crosshairs | edges | scales"],
    ["--projection arg", "(o)rtho or (p)erspective"],
    ["--csglimit arg", "limit of CSG elements in a preview"],
    ["--summary arg", "additional report: all | cache | time | camera | geometry | bounding-box | area"],
    ["--summary-file arg", "write the report as JSON; - is standard output"],
    ["--colorscheme arg", `color scheme: *${[...colorSchemes.keys()].join(" | ")}`],
    ["-d [ --d ] arg", "write a dependency file for make"],
    ["-m [ --m ] arg", "command that makes missing dependencies"],
    ["-q [ --quiet ]", "print errors only"],
    ["--hardwarnings", "stop at the first warning"],
    ["--trace-depth arg", "lines at the beginning and at the end of a trace; 12 by default"],
    ["--trace-usermodule-parameters arg", "parameters of user modules in traces: true or false"],
    ["--check-parameters arg", "report unknown and surplus parameters: true or false"],
    ["--check-parameter-ranges arg", "report parameters out of their range: true or false"],
    ["--debug arg", "show where an internal error comes from"],
    ["--reset-window-settings", "accepted; there is no window"],
    ["--timings arg", "write where the time went, as a trace for Chrome or Perfetto"],
    ["--threads arg", "threads that may work at once; all processors by default"],
  ];
}

/** The usage text, ending with an empty line. `name` is the command's own. */
export function usageText(name: string): string {
  const lines = [`Usage: ${name} [options] file.scad`, "Allowed options:"];
  for (const [option, text] of optionTexts()) {
    const words = wrap(text, 44);
    const head = `  ${option}`;
    if (head.length >= 35) lines.push(head);
    words.forEach((line, i) => {
      lines.push(`${(i === 0 && head.length < 35 ? head : "").padEnd(35)} ${line}`);
    });
  }
  lines.push("", "Words of moicad's own, only as the first argument:", ...ownWords);
  return `${lines.join("\n")}\n`;
}

const ownWords = [
  "  watch [options] file.scad             export again whenever a file changes",
  "  render --server URL [options] file    compute by a moicad service",
  "  serve [--port PORT] [--host ADDRESS]  start the service",
  "  validate [--json] FILE...             say what is wrong with mesh files",
  "  heal [-o OUT] FILE                    write a healed copy of a mesh file",
];

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** The line that clients parse, with nothing after the version of OpenSCAD that this program stands for (spec/cli.md §1.22); `--info` names ours. */
export function versionText(): string {
  return `OpenSCAD version ${openscadVersion}`;
}

/** `--help-export`. */
export function exportHelpText(): string {
  const lines = [
    versionText(),
    "",
    "List of settings that can be given using the -O option using the",
    "format '<section>/<key>=value', e.g.:",
    "openscad -O export-pdf/paper-size=a6 -O export-pdf/show-grid=false",
    "",
  ];
  for (const [section, settings] of exportSettings) {
    lines.push(`Section '${section}':`);
    for (const { key, type, info } of settings) lines.push(`  - ${key} (${type}): ${info}`);
  }
  return lines.join("\n");
}
