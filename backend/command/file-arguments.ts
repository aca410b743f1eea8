// The arguments of `moicad validate` and `moicad heal`: files and a few options, in any order.

export interface FileArguments {
  readonly files: readonly string[];
  /** By name without dashes; an option without a value has an empty one. */
  readonly options: ReadonlyMap<string, string>;
}

/** `known`: option as typed → whether it takes a value. Gives what is wrong as a text. */
export function readFileArguments(
  args: readonly string[],
  known: ReadonlyMap<string, { readonly takesValue: boolean }>,
): FileArguments | string {
  const files: string[] = [];
  const options = new Map<string, string>();
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string;
    if (arg === "--") {
      files.push(...args.slice(at + 1));
      break;
    }
    if (!arg.startsWith("-") || arg === "-") {
      files.push(arg);
      continue;
    }
    const [, name = arg, glued] = /^(--[^=]+)=(.*)$/s.exec(arg) ?? [];
    const option = known.get(name);
    if (option === undefined) return `unknown option '${arg}'`;
    if (!option.takesValue && glued !== undefined) return `option '${name}' takes no value`;
    const value = option.takesValue ? (glued ?? args[++at]) : "";
    if (value === undefined) return `no value for '${name}'`;
    options.set(name.replace(/^-+/, ""), value);
  }
  return { files, options };
}
