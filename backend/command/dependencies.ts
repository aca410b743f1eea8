// `-d`: the dependency file for make, and `-m`: the command that makes what is missing (spec/cli.md §1.18).
import { writeFileSync } from "node:fs";
import type { Session } from "./session.ts";

/** Writes the file after all outputs. False, with a message, when it cannot be written. */
export function writeDependencies(session: Session, outputs: readonly string[], path: string): boolean {
  const [input] = session.options.inputs;
  const names = [...session.dependencies, ...(input === undefined || input === "-" ? [] : [input])];
  const lines = names.map((name) => ` \\\n\t${name.replaceAll(" ", "\\ ")}`);
  try {
    writeFileSync(session.pathOf(path), `${outputs.join(" ")}:${lines.join("")}\n`);
    return true;
  } catch {
    session.console.writeError(`Can't open dependencies file \`${path}' for writing!`);
    session.console.say("Error writing deps");
    return false;
  }
}

/** Runs `command '<file>'` in the system's shell and waits for it. A failure is printed and otherwise ignored. */
export function makeFile(session: Session, command: string, file: string): void {
  const line = `${command} '${file.replaceAll("'", "'\\''")}'`;
  session.console.flush();
  const { exitCode, signalCode } = Bun.spawnSync(["/bin/sh", "-c", line], {
    cwd: session.workingDirectory,
    stdio: ["inherit", "inherit", "inherit"],
  });
  if (signalCode !== undefined) complain(session, `${line}: Process terminated abnormally!`);
  else if (exitCode !== 0) complain(session, `${line}: Exit status ${exitCode}`);
}

function complain({ console }: Session, message: string): void {
  console.report({ severity: "error", code: "option", message });
}
