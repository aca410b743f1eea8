// STEP (ISO 10303-21, AP242): exact solids with parts, names and colors, in millimeters. The header tells how exact each
// node is.
import type { ExactReport } from "../kernel/occt/report.ts";
import type { Context } from "../shared/context.ts";
import { encodeUtf8 } from "../shared/text.ts";
import { moicadVersion } from "../shared/version.ts";
import { creationTime } from "./creation-time.ts";
import type { ExportInput } from "./exporter.ts";
import { baseName } from "./names.ts";

/** Reasons that the header lists. */
const MOST_REASONS = 20;

export function writeStep(ctx: Context, { solids }: ExportInput): Uint8Array {
  if (solids?.report === undefined) throw new Error("there are no exact solids");
  const body = solids.step().replace(/^[\s\S]*?(?=FILE_SCHEMA)/, "");
  const header = [
    "ISO-10303-21;",
    "HEADER;",
    `FILE_DESCRIPTION((${describe(solids.report).map(quoted).join(",\n  ")}),'2;1');`,
    fileName(baseName(ctx), creationTime(ctx.world)),
    "",
  ];
  return encodeUtf8(header.join("\n") + ascii(body));
}

/** The entry of the header that names the file, when it was made, and by what. */
export function fileName(name: string, date: string): string {
  return `FILE_NAME(${quoted(name)},'${date}',(''),(''),'Open CASCADE 8.0','moicad ${moicadVersion}','');`;
}

/** The report in a few lines of text. */
function describe({ tier, confidence, counts, nodes, gate }: ExactReport): string[] {
  const inexact = nodes.filter(({ exactness }) => exactness === "mesh");
  return [
    `Exactness: ${counts.exact} nodes exact, ${counts.faceted} faceted as the model asks, ${counts.mesh} in facets of the mesh`,
    `Tier ${tier}, confidence ${confidence}`,
    `Gate: valid, closed, ${gate.solids} solids, volume ${gate.volume}${gate.healed.length > 0 ? `, healed: ${gate.healed.join(", ")}` : ""}`,
    ...inexact.slice(0, MOST_REASONS).map(({ node, reason, line }) => `${node} at line ${line ?? 0}: ${reason ?? ""}`),
  ];
}

function quoted(text: string): string {
  return `'${ascii(text.replaceAll("\\", "\\\\").replaceAll("'", "''").replace(/\s+/g, " "))}'`;
}

/** Characters beyond ASCII as the standard encodes them, in runs of four hexadecimal digits. */
function ascii(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range is that of ASCII.
  return text.replace(/[^\x00-\x7f]+/g, (run) => {
    const codes = Array.from({ length: run.length }, (_, k) =>
      run.charCodeAt(k).toString(16).toUpperCase().padStart(4, "0"),
    );
    return `\\X2\\${codes.join("")}\\X0\\`;
  });
}
