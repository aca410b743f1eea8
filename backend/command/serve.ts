// `moicad serve`: starts the service in this process, with the port and the address as options instead of variables.
const usage = `Usage: moicad serve [--port PORT] [--host ADDRESS]
Everything else is set by environment variables: see .env.example.
`;

/** Starts the service, or prints what is wrong. Resolves when it listens or has failed to. */
export async function serve(args: readonly string[]): Promise<void> {
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string;
    const [, name, glued] = /^--(port|host|help)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === "help") {
      process.stderr.write(usage);
      return;
    }
    const value = glued ?? args[++at];
    if (name === undefined || value === undefined) {
      process.stderr.write(
        `moicad serve: ${name === undefined ? "unknown argument" : "no value for"} '${arg}'\n${usage}`,
      );
      process.exitCode = 1;
      return;
    }
    process.env[name.toUpperCase()] = value;
  }
  await import("../index.ts");
}
