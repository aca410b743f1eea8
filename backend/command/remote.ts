// `moicad render --server URL`: the same options, but the geometry is computed by a service (POST /api/evaluate). The program
// is run here up to its tree, which finds the files that it needs and prints its messages; then everything is sent.

import type { Expression } from "../ast/nodes.ts";
import { customizerParameters } from "../ast/parameters.ts";
import { evaluate, type Job } from "../pipeline.ts";
import { commandLineLimits } from "../shared/limits.ts";
import { END_OF_PROGRAM } from "../shared/source.ts";
import { relativePath } from "../shared/world.ts";
import { writeDependencies } from "./dependencies.ts";
import { fontsOf, languageOptions, noteDependencies, openWorld, parameterSetStep, readInput } from "./export.ts";
import { knownFormats, suffixOf, unwrittenFormats } from "./formats.ts";
import { runCommand, type Surroundings, withOptions } from "./main.ts";
import type { CommandOptions } from "./options.ts";
import { writeOutput } from "./output-file.ts";
import { Session } from "./session.ts";

/** A busy service is asked again this often, if it says when. */
const attempts = 4;
const longestWait = 30;

/** Gives the exit status. Without `--server` as the first word, the command runs as if `render` were not there. */
export async function render(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const [first = "", second, ...others] = args;
  const glued = /^--server=(.+)$/.exec(first)?.[1];
  if (first !== "--server" && glued === undefined) return runCommand(args, surroundings);
  const server = glued ?? second;
  const rest = glued === undefined ? others : args.slice(1);
  return withOptions(rest, surroundings, async (options, console) => {
    const problem = isAddress(server) ? problemOf(options) : `'${server ?? ""}' is no address: ${addressForm}`;
    if (problem !== undefined) {
      console.say(`moicad render: ${problem}`);
      return 1;
    }
    const session = new Session({ options, console, surroundings });
    const { dependencies, outputs } = options;
    let status = 0;
    for (const output of outputs) status |= await renderOutput(session, server as string, output);
    if (dependencies !== undefined && !writeDependencies(session, outputs, dependencies)) return 1;
    return status;
  });
}

/** `localhost:3000` alone would be an address of a scheme named `localhost`. */
function isAddress(server = ""): boolean {
  return /^https?:$/.test(URL.parse(server)?.protocol ?? "");
}

const addressForm = "it begins with http:// or https://";

/** What the service's interface has no words for. */
function problemOf(options: CommandOptions): string | undefined {
  if (options.inputs.length !== 1) return "needs one input";
  if (options.outputs.length === 0) return "needs an output (-o)";
  const refused: readonly (readonly [string, boolean])[] = [
    ["--animate", options.animate > 0],
    ["--enable", options.features.size > 0],
    ["-O", options.exportOptions.size > 0],
    ["--summary", options.summary.size > 0 || options.summaryFile !== undefined],
    ["--camera", options.camera.locked],
    ["--render=force", options.force],
  ];
  const found = refused.find(([, isGiven]) => isGiven);
  return found === undefined ? undefined : `${found[0]} cannot be used with --server`;
}

async function renderOutput(session: Session, server: string, output: string): Promise<number> {
  const { options, console } = session;
  const format = options.format ?? suffixOf(output);
  if (!knownFormats.has(format) || unwrittenFormats.has(format)) {
    console.say(`moicad render: ${output}: no format that the server writes`);
    return 1;
  }
  const input = options.inputs[0] as string;
  const bytes = readInput(session, input);
  if (bytes === undefined) {
    console.say(`Can't open input file '${input}'!\n`);
    return 1;
  }
  const request = await gather(session, input, bytes, format);
  if (typeof request === "string") {
    if (request !== "") console.say(`moicad render: ${request}`);
    return 1;
  }
  console.flush();
  const answer = await send(session, server, request);
  if (typeof answer === "string") {
    console.say(`moicad render: ${answer}`);
    return 1;
  }
  const problem = writeOutput(session, output, answer);
  if (problem === undefined) return 0;
  console.say(problem === "open" ? `Can't open file "${output}" for export` : `"${output}" write error. (Disk full?)`);
  return 1;
}

interface RemoteRequest {
  readonly source: string;
  readonly files: Readonly<Record<string, { readonly base64: string }>>;
  readonly format: string;
}

/** Runs the program up to its tree. A text says why there is nothing to send; it is empty when the log has said it. */
async function gather(
  session: Session,
  input: string,
  bytes: Uint8Array,
  format: string,
): Promise<RemoteRequest | string> {
  const { options, console } = session;
  const world = openWorld(session, input, bytes);
  const language = languageOptions(options, format, 0);
  const { prepare, definitions } = recordParameters(await parameterSetStep(session));
  const outcome = await evaluate({
    world,
    limits: commandLineLimits,
    inputName: input,
    options: language,
    formats: [],
    listen: console.print,
    prepare,
    history: session.history,
  });
  noteDependencies(session, world, outcome);
  if (outcome.status !== "done") return "";
  const texts = [...(language.preview ? ["$preview=true"] : []), ...definitions, ...options.definitions];
  const source = decodeProgram(bytes);
  if (source === undefined) return `${input} is not UTF-8`;
  const files = new Map<string, { base64: string }>();
  for (const path of [...world.dependencies(), ...fontsOf(outcome)]) {
    const content = world.read(path);
    if (content === undefined || isLibrary(path, world.libraryPaths)) continue;
    const name = relativePath(world.documentRoot, path);
    if (name.startsWith("../")) return `${name} is outside the folder of ${input}`;
    files.set(name, { base64: Buffer.from(content).toString("base64") });
  }
  // As the language appends them (spec/cli.md §1.11).
  return {
    source: source + END_OF_PROGRAM + texts.map((text) => `${text};\n`).join(""),
    files: Object.fromEntries(files),
    format,
  };
}

function decodeProgram(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The service has libraries of its own. */
function isLibrary(path: string, libraries: readonly string[]): boolean {
  return libraries.some((folder) => folder !== "" && path.startsWith(`${folder}/`));
}

/** The same step, which also notes the values that it sets as definitions. */
function recordParameters(step: Job["prepare"]): { readonly prepare: Job["prepare"]; readonly definitions: string[] } {
  const definitions: string[] = [];
  if (step === undefined) return { prepare: undefined, definitions };
  const prepare: Job["prepare"] = (ctx, file) => {
    const changed = step(ctx, file);
    const names = new Set(customizerParameters(file, ctx.sources).map(({ name }) => name));
    for (const { name, value } of changed.body.assignments)
      if (names.has(name)) definitions.push(`${name}=${literalText(value)}`);
    return changed;
  };
  return { prepare, definitions };
}

/** A parameter's value as a program writes it: numbers exactly, strings with escapes. */
function literalText(value: Expression): string {
  if (value.kind === "Vector") return `[${value.elements.map((item) => literalText(item as Expression)).join(",")}]`;
  if (value.kind !== "Literal") throw new Error(`a customizer parameter is no ${value.kind}`);
  return typeof value.value === "string" ? `"${value.value.replace(/[\\"]/g, "\\$&")}"` : String(value.value);
}

/** The file, or why there is none. */
async function send(session: Session, server: string, request: RemoteRequest): Promise<Uint8Array | string> {
  const address = new URL("api/evaluate", server.endsWith("/") ? server : `${server}/`);
  for (let attempt = 1; ; attempt++) {
    let response: Response;
    try {
      response = await fetch(address, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "*/*", ...authorization(session) },
        body: JSON.stringify(request),
      });
    } catch (error) {
      return `${address.origin} cannot be reached: ${error instanceof Error ? error.message : error}`;
    }
    if (response.ok) return response.bytes();
    const wait = Number(response.headers.get("retry-after") ?? Number.NaN);
    if (attempt === attempts || !(wait <= longestWait) || ![429, 503].includes(response.status))
      return describeError(session, response);
    session.console.say(`moicad render: the server is busy, asking again in ${wait} s`);
    session.console.flush();
    await Bun.sleep(wait * 1000);
  }
}

/** For services that want an API key. */
function authorization({ environment }: Session): Record<string, string> {
  const { MOICAD_API_KEY: key = "" } = environment;
  return key === "" ? {} : { authorization: `Bearer ${key}` };
}

interface ErrorBody {
  readonly code?: string;
  readonly message?: string;
  readonly diagnostics?: readonly { readonly severity: string; readonly message: string }[];
}

/** Prints what happened after the program had run, which was not known here. */
async function describeError({ console }: Session, response: Response): Promise<string> {
  const text = await response.text();
  let body: ErrorBody = {};
  try {
    body = JSON.parse(text) as ErrorBody;
  } catch {
    return `the server answered ${response.status}`;
  }
  const { code = String(response.status), message = "", diagnostics = [] } = body;
  for (const diagnostic of diagnostics) {
    if (diagnostic.severity === "info") console.say(diagnostic.message);
    else if (code === "not_exportable" || code === "limit_exceeded")
      console.say(`${diagnostic.severity.toUpperCase()}: ${diagnostic.message}`);
  }
  const advice = response.status === 401 ? " (set MOICAD_API_KEY)" : "";
  return `the server answered ${code}: ${message}${advice}`;
}
