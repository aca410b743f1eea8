// The report after a geometry export, and `--summary`, `--summary-file` (spec/cli.md §1.21).
import { writeFileSync } from "node:fs";
import { reportLines, summaryJson } from "../output/report.ts";
import type { Outcome } from "../pipeline.ts";
import { encodeUtf8 } from "../shared/text.ts";
import type { Session } from "./session.ts";

/** Prints the report, or writes the JSON file instead of it. */
export function printSummary(session: Session, outcome: Outcome, milliseconds: number): void {
  const { summary, summaryFile } = session.options;
  const facts = {
    geometry: outcome.geometry ?? undefined,
    statistics: outcome.statistics,
    exactness: outcome.exactness,
    camera: outcome.camera ?? session.options.camera,
    milliseconds,
  };
  if (summaryFile === undefined) {
    for (const message of reportLines(facts, summary))
      session.console.report({ severity: "plain", code: "report", message });
    return;
  }
  const json = encodeUtf8(summaryJson(facts, summary));
  if (summaryFile === "-") session.console.writeOut(json);
  else writeIfPossible(session, summaryFile, json);
}

/** An unwritable summary file leaves the status as it is, as in OpenSCAD (spec/cli.md §1.21), which does not tell it. */
function writeIfPossible(session: Session, name: string, content: Uint8Array): void {
  try {
    writeFileSync(session.pathOf(name), content);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    session.console.say(`Can't write summary file "${name}"`);
  }
}
