// All outputs of a command in order, then the dependency file (spec/cli.md §1.5).
import { writeDependencies } from "./dependencies.ts";
import { exportOutput } from "./export.ts";
import type { Session } from "./session.ts";

/** An animation without a name. */
const defaultOutput = "frame.png";

/** Gives the exit status. A hard warning leaves out the outputs after it, an unknown color scheme everything. */
export async function exportOutputs(session: Session): Promise<number> {
  const { dependencies, outputs, animate, timings } = session.options;
  if (animate > 0 && outputs.includes("-")) {
    session.console.say("Option --animate is not supported when exporting to stdout.");
    return 1;
  }
  if (session.options.inputs.length !== 1) {
    const { usageText } = await import("./help.ts");
    session.console.say(usageText(session.surroundings.name));
    return 1;
  }
  const names = outputs.length > 0 ? outputs : [defaultOutput];
  let status = 0;
  for (const output of names) {
    const result = await exportOutput(session, output);
    status |= result.status;
    if (result.next === "exit") return status;
    if (result.next === "stop") break;
  }
  session.close();
  if (dependencies !== undefined && !writeDependencies(session, names, dependencies)) return 1;
  if (timings !== undefined) {
    const { writeTimings } = await import("./timings.ts");
    if (!writeTimings(session, timings)) return 1;
  }
  return status;
}
