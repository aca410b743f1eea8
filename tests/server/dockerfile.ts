// Reads a Dockerfile into stages and instructions, and a .dockerignore into a filter: as much of both as this project's
// own files use. What it does not know is an error, so that a test cannot pass over it.

export interface Instruction {
  readonly keyword: string;
  /** The text after the keyword and its flags. */
  readonly text: string;
  readonly flags: ReadonlyMap<string, string>;
  readonly line: number;
}

export interface BuildStage {
  readonly image: string;
  readonly name: string | undefined;
  readonly instructions: readonly Instruction[];
}

const keywords = new Set(
  "FROM WORKDIR COPY RUN ENV USER EXPOSE STOPSIGNAL HEALTHCHECK ENTRYPOINT CMD LABEL ARG".split(" "),
);

/** Throws for an instruction that this project does not use, such as ADD. */
export function readDockerfile(text: string): readonly BuildStage[] {
  const stages: { image: string; name: string | undefined; instructions: Instruction[] }[] = [];
  for (const instruction of instructionsOf(text)) {
    if (instruction.keyword === "FROM") {
      const match = /^(\S+)(?: AS (\S+))?$/.exec(instruction.text);
      if (match === null) throw new Error(`line ${instruction.line}: FROM ${instruction.text}`);
      stages.push({ image: match[1] as string, name: match[2], instructions: [] });
    } else {
      const stage = stages.at(-1);
      if (stage === undefined) throw new Error(`line ${instruction.line}: ${instruction.keyword} before FROM`);
      stage.instructions.push(instruction);
    }
  }
  return stages;
}

function instructionsOf(text: string): readonly Instruction[] {
  const found: Instruction[] = [];
  let pending = "";
  let start = 0;
  for (const [at, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (line.startsWith("#") || (line === "" && pending === "")) continue;
    if (pending === "") start = at + 1;
    pending += line.endsWith("\\") ? `${line.slice(0, -1).trim()} ` : line;
    if (line.endsWith("\\")) continue;
    found.push(instructionOf(pending, start));
    pending = "";
  }
  if (pending !== "") throw new Error(`line ${start}: the last instruction does not end`);
  return found;
}

function instructionOf(text: string, line: number): Instruction {
  const [keyword = ""] = text.split(" ", 1);
  if (!keywords.has(keyword)) throw new Error(`line ${line}: unknown instruction ${keyword}`);
  const flags = new Map<string, string>();
  let rest = text.slice(keyword.length).trim();
  for (;;) {
    const flag = /^--([a-z-]+)=(\S+)\s+/.exec(rest);
    if (flag === null) break;
    flags.set(flag[1] as string, flag[2] as string);
    rest = rest.slice(flag[0].length);
  }
  return { keyword, text: rest, flags, line };
}

/** Words of an instruction in JSON form; undefined when it is in shell form. */
export function execForm(text: string): readonly string[] | undefined {
  return text.startsWith("[") ? (JSON.parse(text) as string[]) : undefined;
}

/** `NAME=value NAME=value` of an ENV instruction without quotes. */
export function environmentOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split(/\s+/).map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) throw new Error(`ENV ${pair}`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

/** Whether a path of the build context (relative, `/` between parts) is left out of it. The last rule that fits wins. */
export function readDockerignore(text: string): (path: string) => boolean {
  const rules = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const keeps = line.startsWith("!");
      return { keeps, pattern: new RegExp(`^${globSource(keeps ? line.slice(1) : line)}(/.*)?$`) };
    });
  return (path) => rules.findLast(({ pattern }) => pattern.test(path))?.keeps === false;
}

function globSource(glob: string): string {
  return glob.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*\*\/|\*/g, (star) => (star === "*" ? "[^/]*" : "(.*/)?"));
}
