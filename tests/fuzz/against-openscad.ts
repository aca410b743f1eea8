// Compares operators, built-in functions and whole programs with an installed `openscad`, black box against black box:
// random expressions, one echo each, and programs of common-program.ts, line by line. Run by hand:
// bun tests/fuzz/against-openscad.ts [programs] [seed]; 50 whole programs go with each program of expressions.
// OPENSCAD names the other command. Only echoed values are compared: the wording of warnings differs between versions.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MersenneTwister } from "../../backend/compile/values/mersenne-twister.ts";
import { evaluate } from "../unit/compile-walk/evaluate.ts";
import { commonProgram } from "./common-program.ts";

const programs = Number(process.argv[2] ?? 5);
const seed = Number(process.argv[3] ?? 1);
const ECHOES_PER_PROGRAM = 400;
const WHOLE_PER_PROGRAM = 50;
/** A divisor of it. */
const WHOLE_PER_RUN = 25;

const random = new MersenneTwister(seed);

function below(n: number): number {
  return random.next() % n;
}

function pick<T>(choices: readonly T[]): T {
  return choices[below(choices.length)] as T;
}

const numbers = [
  ...["0", "1", "-1", "2", "3", "0.5", "-0.5", "1.5", "2.5", "10", "30", "45", "60", "90", "-90", "180", "270", "360"],
  ...["1e10", "1e-7", "123456.5", "999999.5", "(0/0)", "(1/0)", "(-1/0)", "0.1", "4294967296", "-3.7", "1e300", "PI"],
];
const strings = ['""', '"a"', '"abc"', '"banana"', '"☺é"', '"😀x"', '"b"'];

function number(): string {
  if (below(3) > 0) return pick(numbers);
  return String((random.next() / 2 ** 32 - 0.5) * 10 ** below(8));
}

function value(depth: number): string {
  switch (below(depth > 0 ? 10 : 7)) {
    case 0:
    case 1:
    case 2:
      return number();
    case 3:
      return pick(strings);
    case 4:
      return pick(["true", "false", "undef"]);
    case 5:
      return `[${number()}:${pick(["1", "0.5", "-1", "2"])}:${pick(numbers.slice(0, 10))}]`;
    case 6:
      return vectorOf(2 + below(2), number);
    default:
      return vectorOf(below(4), () => value(depth - 1));
  }
}

function vectorOf(length: number, element: () => string): string {
  return `[${Array.from({ length }, element).join(", ")}]`;
}

function table(): string {
  return vectorOf(1 + below(4), () => vectorOf(2, () => (below(3) > 0 ? pick(numbers.slice(0, 12)) : value(0))));
}

const binary = ["+", "-", "*", "/", "%", "^", "==", "!=", "<", "<=", ">", ">="];
const numeric = ["abs", "sign", "floor", "ceil", "round", "sqrt", "exp", "ln", "log", "sin", "cos", "tan"];
const inverse = ["asin", "acos", "atan"];
const tests = ["is_undef", "is_num", "is_bool", "is_string", "is_list", "len", "norm", "ord", "str", "chr"];

function expression(): string {
  switch (below(16)) {
    case 0:
    case 1:
    case 2:
      return `(${value(1)}) ${pick(binary)} (${value(1)})`;
    case 3:
      return `(${vectorOf(3, number)}) ${pick(binary)} (${vectorOf(3, number)})`;
    case 4: {
      const row = () => vectorOf(2, number);
      return `${vectorOf(2, row)} * ${pick([vectorOf(2, row), vectorOf(2, number), vectorOf(3, row)])}`;
    }
    case 5:
      return `${pick(numeric)}(${number()})`;
    case 6:
      return `${pick(inverse)}(${number()} / ${number()})`;
    case 7:
      return `${pick(["atan2", "pow"])}(${number()}, ${number()})`;
    case 8:
      return `${pick(tests)}(${value(1)})`;
    case 9:
      return `${pick(["min", "max"])}(${pick([vectorOf(3, number), `${number()}, ${number()}`])})`;
    case 10:
      return `cross(${vectorOf(3, number)}, ${pick([vectorOf(3, number), value(1)])})`;
    case 11:
      return `concat(${value(1)}, ${value(1)}, ${value(1)})`;
    case 12:
      return `lookup(${number()}, ${table()})`;
    case 13:
      return `search(${pick([number(), vectorOf(2, number)])}, ${table()}, ${pick(["0", "1", "2"])})`;
    case 14:
      return `(${value(2)})[${pick(["0", "1", "-1", "0.9", "2", "1e10"])}]`;
    default:
      return pick([
        `[for (i = ${value(1)}) i]`,
        `[each ${value(1)}]`,
        `rands(${number()}, ${number()}, 3, ${number()})`,
        `search(${pick(strings)}, ${pick(strings)}, ${pick(["0", "1", "2"])})`,
        `search(${pick(strings)}, ${vectorOf(3, () => vectorOf(2, () => pick(strings)))}, ${pick(["0", "1", "2"])}, 1)`,
        `(${value(1)}).${pick(["x", "y", "z", "begin", "step", "end"])}`,
        `-(${value(1)})`,
        `!(${value(1)})`,
      ]);
  }
}

/** Shows the bits of numbers that six digits hide; fmod and products with powers of two are exact. */
const prelude =
  "function bits(x) = is_num(x) ? [x * 4503599627370496 % 99991, x * 1180591620717411303424 % 99991] : " +
  "is_list(x) ? [for (y = x) bits(y)] : 0;\n";

const folder = mkdtempSync(join(tmpdir(), "against-openscad-"));
const source = join(folder, "program.scad");
const output = join(folder, "theirs.echo");
const command = process.env.OPENSCAD ?? "openscad";

function echoesOf(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line.startsWith("ECHO: "));
}

/** What the other program echoes. */
function theirs(text: string): readonly string[] {
  writeFileSync(source, text);
  const { exitCode, stderr } = Bun.spawnSync([command, source, "-o", output], { stderr: "pipe" });
  if (exitCode !== 0) throw new Error(`${command} ${source}: ${stderr.toString()}`);
  return echoesOf(readFileSync(output, "utf8").split("\n"));
}

/** What this one echoes. It runs in this process, by the tree walk, with which generated code agrees (evaluators.test.ts). */
function ours(text: string): readonly string[] {
  return echoesOf(evaluate(text).lines);
}

let differences = 0;
for (let program = 0; program < programs; program++) {
  const expressions = Array.from({ length: ECHOES_PER_PROGRAM }, expression);
  const statements = expressions.map((text) => `union() { x = ${text}; echo(x, bits(x)); }`);
  const text = prelude + statements.join("\n");
  const [left, right] = [ours(text), theirs(text)];
  for (const [i, text] of expressions.entries()) {
    if (left[i] === right[i]) continue;
    differences++;
    console.log(`${text}\n  ours   ${left[i]}\n  theirs ${right[i]}`);
  }
}

/** Several programs as one: the first stands by itself, the others are modules, since starting a program takes longest. */
function together(texts: readonly string[]): string {
  const modules = texts.slice(1).map((text, i) => `module whole${i}() {\n${text}}\necho("next"); whole${i}();\n`);
  return [texts[0], ...modules].join("");
}

let echoes = 0;
for (let k = 0; k < programs * WHOLE_PER_PROGRAM; k += WHOLE_PER_RUN) {
  const texts = Array.from({ length: WHOLE_PER_RUN }, (_, i) => commonProgram(seed * 1_000_000 + k + i));
  const text = together(texts);
  const [left, right] = [ours(text), theirs(text)];
  echoes += right.length;
  const at = right.findIndex((line, i) => line !== left[i]);
  if (at < 0 && left.length === right.length) continue;
  differences++;
  const line = at < 0 ? right.length : at;
  const number = right.slice(0, line).filter((echo) => echo === 'ECHO: "next"').length;
  console.log(`${texts[number]}  line ${line + 1}\n  ours   ${left[line]}\n  theirs ${right[line]}`);
}
rmSync(folder, { recursive: true });
const whole = `${programs * WHOLE_PER_PROGRAM} whole programs with ${echoes} lines`;
console.log(`${programs * ECHOES_PER_PROGRAM} expressions, ${whole}, ${differences} differences`);
process.exit(differences === 0 ? 0 : 1);
