// `-p` and `-P`: values of a parameter set put in place of the program's own (spec/cli.md §2.10).
import { readFileSync } from "node:fs";
import { applyParameterSet } from "../ast/parameters.ts";
import type { Job } from "../pipeline.ts";
import { decodeUtf8 } from "../shared/text.ts";
import type { Session } from "./session.ts";

/** The step that changes the parsed file. What is wrong with the set's file is printed, and changes nothing. */
export function parameterSetStep(session: Session, path: string, set: string): NonNullable<Job["prepare"]> {
  return (ctx, file) => {
    const complain = (message: string) => {
      ctx.report.push({ severity: "error", code: "option", message });
      return file;
    };
    let text: string;
    try {
      const file = session.pathOf(path);
      const bytes = readFileSync(file);
      session.noteLook(file, bytes);
      text = decodeUtf8(bytes);
    } catch {
      return complain(`Cannot open Parameter Set '${path}' for reading`);
    }
    try {
      return applyParameterSet(ctx, file, text, set);
    } catch (error) {
      if (error instanceof SyntaxError) return complain(`Cannot open Parameter Set '${path}': ${error.message}`);
      throw error;
    }
  };
}
