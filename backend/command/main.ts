// A command from its arguments to its exit status: options, then the answer to a question or the outputs (spec/cli.md §1.1).
// Everything that it needs of the process comes as a value, so that tests run it in theirs.
import { Console, type Streams } from "./console.ts";
import { knownFormats } from "./formats.ts";
import { ArgumentError } from "./grammar.ts";
import { type CommandOptions, type OptionReading, type Question, readOptions } from "./options.ts";
import type { Environment } from "./search-paths.ts";

/** What surrounds a command. */
export interface Surroundings {
  readonly streams: Streams;
  readonly workingDirectory: string;
  readonly environment: Environment;
  /** The name under which the command was called. */
  readonly name: string;
  /** Starts a thread that helps (threads.ts); absent: there is one thread. */
  readonly openThread?: () => Worker;
}

/** Runs a command and gives its exit status. `args` are the arguments after the program's name. */
export async function runCommand(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const [word, ...rest] = args;
  switch (word) {
    case "render":
      return (await import("./remote.ts")).render(rest, surroundings);
    case "watch":
      return (await import("./watch.ts")).watch(rest, surroundings);
    case "validate":
      return (await import("./inspect.ts")).validateFiles(rest, surroundings);
    case "heal":
      return (await import("./inspect.ts")).healFile(rest, surroundings);
    case "serve":
      // cli.ts takes this word itself; here it comes from an executable, which has no room for the service.
      new Console({ streams: surroundings.streams, quiet: false }).say(
        "moicad serve: only the installed package can serve",
      );
      return 1;
    default:
      return withOptions(args, surroundings, (options, console) => execute(options, console, surroundings));
  }
}

/** Reads the options and answers questions; otherwise does `work` with them. Gives the exit status. */
export async function withOptions(
  args: readonly string[],
  surroundings: Surroundings,
  work: (options: CommandOptions, console: Console) => Promise<number>,
): Promise<number> {
  const { streams, name } = surroundings;
  let reading: OptionReading;
  try {
    reading = readOptions(args, knownFormats);
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    const { usageText } = await import("./help.ts");
    new Console({ streams, quiet: false }).say(`${error.message}\n\n${usageText(name)}`);
    return 1;
  }
  const { messages, question, options, quiet } = reading;
  const console = new Console({ streams, quiet });
  try {
    for (const message of messages) console.report(message);
    if (question !== undefined) return await answer(question, console, name);
    return options === undefined ? 1 : await work(options, console);
  } catch (error) {
    const { failureText } = await import("./failure.ts");
    console.report({ severity: "error", code: "internal", message: failureText(error) });
    // Whoever looks for a defect asks for it; others can do nothing with it.
    if (options?.debug && error instanceof Error) console.say(`${error.stack}`);
    return 1;
  } finally {
    console.flush();
  }
}

async function answer(question: Question, console: Console, name: string): Promise<number> {
  const { exportHelpText, usageText, versionText } = await import("./help.ts");
  const texts = { help: () => usageText(name), "help-export": exportHelpText, version: versionText };
  console.say(texts[question]());
  return 0;
}

/** The mode that the options ask for. */
async function execute(options: CommandOptions, console: Console, surroundings: Surroundings): Promise<number> {
  if (options.info) {
    const { printInfo } = await import("./info.ts");
    return printInfo(options, console, surroundings);
  }
  if (options.outputs.length === 0 && options.animate === 0) {
    if (options.format !== undefined) console.say("Ignoring --export-format option");
    console.say("Requested GUI mode but can't open display!\n");
    // Programs that call `openscad` get its words and no others; people who call us by our name get help, too.
    if (surroundings.name === "moicad") console.say("Name an output: moicad part.scad -o part.stl (moicad --help)");
    return 1;
  }
  const { exportOutputs } = await import("./outputs.ts");
  const { Session } = await import("./session.ts");
  return exportOutputs(new Session({ options, console, surroundings }));
}
