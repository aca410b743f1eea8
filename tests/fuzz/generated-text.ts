// What may stand in generated code (spec/evaluator.md §2, "Security"): a program's text must never become JavaScript except
// as an encoded literal. Collects the texts that are handed to the engine, and checks every token of them.
/** Runs `work` and gives every text that became a function meanwhile. */
export async function collectTexts(work: () => unknown): Promise<string[]> {
  const texts: string[] = [];
  const original = globalThis.Function;
  const collect = (_: unknown, args: string[]): object => {
    texts.push(args.at(-1) ?? "");
    return Reflect.construct(original, args);
  };
  // Bun drops `new` before Function, but not when it counts coverage.
  globalThis.Function = new Proxy<FunctionConstructor>(original, {
    apply: (target, _, args) => collect(target, args),
    construct: collect,
  });
  try {
    await work();
  } finally {
    globalThis.Function = original;
  }
  return texts;
}

const keywords = new Set(
  "const let if else for of switch case break continue return function new typeof undefined NaN Infinity true false".split(
    " ",
  ),
);
/** What generated code refers to, and the globals it may use. */
const names = new Set(["F", "G", "D", "C", "B", "L", "LS", "H", "rt", "Array"]);
/** Properties that generated code may reach; all belong to objects of the evaluator. */
const members = new Set("G n u run t c length push pop isArray state moduleNames refillSteps refillCells".split(" "));

const token =
  /\s+|"(?:[^"\\\n\r\u2028\u2029]|\\(?:["\\/bfnrt]|u[0-9a-f]{4}))*"|\d+(?:\.\d+)?(?:e[+-]?\d+)?\b|\.\s*[A-Za-z_$][\w$]*|[A-Za-z_$][\w$]*|=>|===|!==|&&|\|\||>>>|<=|>=|\+\+|--|[-+*/%<>!?:;,.=(){}[\]]/y;

/** The first token that may not be there, with what stands around it; undefined when there is none. */
export function forbiddenToken(text: string): string | undefined {
  // A unit begins with the helpers that it uses: what is not one of them is found when the unit is made.
  const helpers = new Set(/^const \{([a-zA-Z0-9,]*)\}=H;/.exec(text)?.[1]?.split(",") ?? []);
  token.lastIndex = 0;
  let before = "";
  for (let at = 0; at < text.length; at = token.lastIndex) {
    const found = token.exec(text)?.[0];
    if (found === undefined) return text.slice(Math.max(0, at - 60), at + 60);
    if (/^\s/.test(found)) continue;
    const after = text.slice(token.lastIndex, token.lastIndex + 40);
    if (!isAllowed(found, after, helpers) || !isIndexed(before, found, after))
      return `${found} in ${text.slice(Math.max(0, at - 60), at + 60)}`;
    before = found;
  }
  return undefined;
}

function isAllowed(found: string, after: string, helpers: ReadonlySet<string>): boolean {
  if (found.startsWith(".")) return members.has(found.slice(1).trim());
  if (!/^[A-Za-z_$]/.test(found)) return true;
  if (members.has(found) && after.startsWith(":")) return true;
  return keywords.has(found) || names.has(found) || helpers.has(found) || /^[a-z]\d+$/.test(found);
}

/** An array is read by a number in place, or by a variable that counts: never by a value of the program. */
function isIndexed(before: string, found: string, after: string): boolean {
  if (found !== "[" || !/[\w\])]$/.test(before) || keywords.has(before)) return true;
  return /^(\d+|[kn]\d+)\]/.test(after);
}
