// The argument grammar of OpenSCAD's command line (spec/cli.md §1.2, §1.3): Unix style with guessed long options,
// grouped short flags and two options whose value is optional. The first step of a command: arguments → values by name.

type Arity = "none" | "required" | "optional";

interface OptionRule {
  readonly name: string;
  readonly arity: Arity;
  /** May be given more than once. */
  readonly repeated?: boolean;
  /** The one-letter form. */
  readonly short?: string;
  /** What a value must look like; another one is an error of the grammar. */
  readonly accepts?: (value: string) => boolean;
  /** OpenSCAD has no such option: its name is never guessed, so that abbreviations mean what they mean there. */
  readonly own?: boolean;
}

/** Decimal, of 32 bits; a negative number is taken modulo 2^32. */
function isUnsigned(value: string): boolean {
  return /^[+-]?\d+$/.test(value) && Math.abs(Number(value)) < 2 ** 32;
}

function isOneWord(value: string): boolean {
  return /^\S+$/.test(value);
}

const rules: readonly OptionRule[] = [
  { name: "o", arity: "required", repeated: true, short: "o" },
  { name: "O", arity: "required", repeated: true, short: "O" },
  { name: "D", arity: "required", repeated: true, short: "D" },
  { name: "p", arity: "required", short: "p" },
  { name: "P", arity: "required", short: "P" },
  { name: "d", arity: "required", short: "d" },
  { name: "m", arity: "required", short: "m" },
  { name: "help", arity: "none", short: "h" },
  { name: "version", arity: "none", short: "v" },
  { name: "quiet", arity: "none", short: "q" },
  { name: "export-format", arity: "required" },
  { name: "enable", arity: "required", repeated: true },
  { name: "help-export", arity: "none" },
  { name: "info", arity: "none" },
  { name: "camera", arity: "required" },
  { name: "autocenter", arity: "none" },
  { name: "viewall", arity: "none" },
  { name: "backend", arity: "required" },
  { name: "imgsize", arity: "required" },
  { name: "render", arity: "optional" },
  { name: "preview", arity: "optional" },
  { name: "animate", arity: "required", accepts: isUnsigned },
  { name: "animate_sharding", arity: "required" },
  { name: "view", arity: "required", accepts: isOneWord },
  { name: "projection", arity: "required" },
  { name: "csglimit", arity: "required", accepts: isUnsigned },
  { name: "summary", arity: "required", repeated: true },
  { name: "summary-file", arity: "required" },
  { name: "colorscheme", arity: "required" },
  { name: "hardwarnings", arity: "none" },
  { name: "trace-depth", arity: "required", accepts: isUnsigned },
  { name: "trace-usermodule-parameters", arity: "required" },
  { name: "check-parameters", arity: "required" },
  { name: "check-parameter-ranges", arity: "required" },
  { name: "debug", arity: "required" },
  { name: "reset-window-settings", arity: "none" },
  { name: "timings", arity: "required", own: true },
  { name: "threads", arity: "required", own: true, accepts: (value) => /^[1-9]\d{0,2}$/.test(value) },
];

/** Every option as `--name`, for the help's completeness. */
export const optionNames: readonly string[] = rules.map(({ name }) => name);

/** Options by long name, each with its values in order; a flag has the value "". */
export interface ParsedArguments {
  readonly options: ReadonlyMap<string, readonly string[]>;
  readonly positional: readonly string[];
}

/** A text of spec/cli.md §1.3. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
}

/** One option or positional argument (no rule), in order. Values are checked after everything has been read. */
interface Item {
  readonly rule?: OptionRule;
  /** Undefined while the value is still to come. */
  value: string | undefined;
}

/** Parses the arguments after the program's name. Throws `ArgumentError`. */
export function parseArguments(args: readonly string[], platform: string = process.platform): ParsedArguments {
  const { items, rest } = readItems(args, platform);
  giveOptionalValues(items);
  const options = new Map<string, string[]>();
  const positional: string[] = [];
  for (const { rule, value = "" } of items) {
    if (rule === undefined) positional.push(value);
    else store(options, rule, value);
  }
  return { options, positional: [...positional, ...rest] };
}

/** What follows `--` is `rest`: positional, and no value of anything. */
function readItems(args: readonly string[], platform: string): { items: Item[]; rest: readonly string[] } {
  const items: Item[] = [];
  for (let at = 0; at < args.length; ) {
    const token = args[at++] as string;
    if (token === "--") return { items, rest: args.slice(at) };
    if (platform === "darwin" && token.startsWith("-psn")) continue;
    if (token.startsWith("--")) {
      const item = readLong(token);
      if (item.value === undefined && item.rule?.arity === "required") item.value = takeValue(item.rule, args[at++]);
      items.push(item);
    } else if (token.startsWith("-") && token !== "-") {
      const group = readShort(token);
      const last = group.at(-1) as Item;
      if (last.value === undefined) last.value = takeValue(last.rule as OptionRule, args[at++]);
      items.push(...group);
    } else items.push({ value: token });
  }
  return { items, rest: [] };
}

/** `--name` or `--name=value`. A nameless `--=value` counts as positional. */
function readLong(token: string): Item {
  const equals = token.indexOf("=");
  const name = equals < 0 ? token.slice(2) : token.slice(2, equals);
  const value = equals < 0 ? undefined : token.slice(equals + 1);
  if (value === "")
    throw new ArgumentError(`the argument for option '--${name}' should follow immediately after the equal sign`);
  if (name === "" && value !== undefined) return { value };
  const rule = findLong(name, token);
  if (value !== undefined && rule.arity === "none")
    throw new ArgumentError(`option '--${rule.name}' does not take any arguments`);
  return { rule, value: rule.arity === "none" ? "" : value };
}

/** `-qh` and `-ofile`: flags, and at most one option that takes the rest of the token or the next one as its value. */
function readShort(token: string): Item[] {
  const items: Item[] = [];
  for (let letter = 1; letter < token.length; letter++) {
    const rule = rules.find(({ short }) => short === token[letter]);
    if (rule === undefined) throw new ArgumentError(`unrecognised option '${token}'`);
    if (rule.arity === "none") items.push({ rule, value: "" });
    else return [...items, { rule, value: letter + 1 < token.length ? token.slice(letter + 1) : undefined }];
  }
  return items;
}

const shortTokens = new Set(rules.flatMap(({ short }) => (short === undefined ? [] : [`-${short}`])));

/** The next token, whatever it looks like, unless it is exactly a short option. */
function takeValue(rule: OptionRule, next: string | undefined): string {
  if (next === undefined || shortTokens.has(next))
    throw new ArgumentError(`the required argument for option '--${rule.name}' is missing`);
  return next;
}

/** The positional argument right behind `--render` or `--preview` is its value. */
function giveOptionalValues(items: Item[]): void {
  for (let at = 0; at < items.length; at++) {
    const item = items[at] as Item;
    if (item.value !== undefined) continue;
    const next = items[at + 1];
    const taken = next !== undefined && next.rule === undefined;
    item.value = taken ? next.value : "";
    if (taken) items.splice(at + 1, 1);
  }
}

function store(options: Map<string, string[]>, rule: OptionRule, value: string): void {
  const known = options.get(rule.name);
  if (known !== undefined && rule.arity !== "none" && !rule.repeated)
    throw new ArgumentError(`option '--${rule.name}' cannot be specified more than once`);
  if (rule.accepts?.(value) === false)
    throw new ArgumentError(
      `the argument ${value === "" ? "" : `('${value}') `}for option '--${rule.name}' is invalid`,
    );
  if (known === undefined) options.set(rule.name, [value]);
  else known.push(value);
}

/** An exact name, or the only option that starts with it. */
function findLong(name: string, token: string): OptionRule {
  const exact = rules.find((rule) => rule.name === name);
  if (exact !== undefined) return exact;
  const candidates = rules.filter((rule) => !rule.own && rule.name.startsWith(name));
  if (candidates.length === 1) return candidates[0] as OptionRule;
  if (candidates.length === 0) throw new ArgumentError(`unrecognised option '${token}'`);
  const names = candidates.map((rule) => `'--${rule.name}'`).sort();
  const last = names.pop();
  throw new ArgumentError(`option '${token}' is ambiguous and matches ${names.join(", ")}, and ${last}`);
}
