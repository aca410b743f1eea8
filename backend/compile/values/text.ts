// The text forms of values (spec/language.md §4): echo text, str text and trace text. Nested values are written with a
// stack of their own, because programs can nest deeper than the native stack allows.
import type { FunctionDefinition, FunctionLiteral } from "../../ast/nodes.ts";
import { printExpression, quoteString } from "../../ast/print.ts";
import { echoNumber } from "../../shared/number-text.ts";
import { PIECE, Pieces, type TextBudget } from "./pieces.ts";
import { FunctionValue, ObjectValue, RangeValue, type Value } from "./value.ts";

/**
 * How deep vectors and objects may be nested in a text. OpenSCAD's own limit is its native stack, between 40000 and
 * 50000 levels (spec/language.md §4).
 */
const DEEPEST = 45_000;

/**
 * A value is nested too deeply for a text. Evaluators turn it into the error of `tooDeepMessage` (without location) and
 * abort the evaluation.
 */
export class TextTooDeepError extends Error {
  override readonly name = "TextTooDeepError";
  constructor() {
    super(tooDeepMessage);
  }
}

export const tooDeepMessage = "Stack exhausted while trying to convert a vector to EchoString";

/**
 * Echo text: strings in quotes, otherwise raw, at every level. The length of what is written is taken from `budget`
 * while it is written, because a small value that holds the same vector many times can have a huge text.
 */
export function echoText(value: Value, budget?: TextBudget): string {
  switch (typeof value) {
    case "number":
      return echoNumber(value);
    case "string":
      return `"${value}"`;
    case "boolean":
      return value ? "true" : "false";
    case "undefined":
      return "undef";
    default:
      return compositeText(value, budget);
  }
}

/** Str text: as echo text, but a string that is the value itself has no quotes. */
export function strText(value: Value, budget?: TextBudget): string {
  return typeof value === "string" ? value : echoText(value, budget);
}

/** Trace text: as echo text, but a string that is the value itself is escaped as in source text. */
export function traceText(value: Value, budget?: TextBudget): string {
  return typeof value === "string" ? quoteString(value) : echoText(value, budget);
}

/** Echo text inside a warning: `...` where the value is nested too deeply. */
export function shownText(value: Value, budget?: TextBudget): string {
  return shown(value, budget, echoText);
}

/** Str text inside a warning: `...` where the value is nested too deeply. */
export function shownStrText(value: Value, budget?: TextBudget): string {
  return shown(value, budget, strText);
}

function shown(value: Value, budget: TextBudget | undefined, write: typeof echoText): string {
  try {
    return write(value, budget);
  } catch (error) {
    if (error instanceof TextTooDeepError) return "...";
    throw error;
  }
}

/** The source text of a function: its literal, printed. */
export function functionText(literal: FunctionLiteral | FunctionDefinition): string {
  const { parameters, body, start, end } = literal;
  return printExpression({ kind: "FunctionLiteral", parameters, body, start, end });
}

type Composite = readonly Value[] | RangeValue | FunctionValue | ObjectValue;

function compositeText(value: Composite, budget: TextBudget | undefined): string {
  if (value instanceof RangeValue) {
    return `[${echoNumber(value.begin)} : ${echoNumber(value.step)} : ${echoNumber(value.end)}]`;
  }
  if (value instanceof FunctionValue) return functionText(value.literal);
  return nestedText(value, budget);
}

/** One vector or object that is being written. */
interface Frame {
  readonly values: readonly Value[];
  readonly names: readonly string[] | undefined;
  next: number;
}

function frameOf(value: readonly Value[] | ObjectValue): Frame {
  if (!(value instanceof ObjectValue)) return { values: value, names: undefined, next: 0 };
  return { values: [...value.entries.values()], names: [...value.entries.keys()], next: 0 };
}

function nestedText(root: readonly Value[] | ObjectValue, budget: TextBudget | undefined): string {
  const outer: Frame[] = [];
  const pieces = new Pieces(budget);
  let frame = frameOf(root);
  let text = frame.names === undefined ? "[" : "{ ";
  for (;;) {
    const { values, names } = frame;
    if (frame.next === values.length) {
      text += names === undefined ? "]" : "}";
      const parent = outer.pop();
      if (parent === undefined) return pieces.finish(text);
      frame = parent;
      if (frame.names !== undefined) text += "; ";
      continue;
    }
    const at = frame.next++;
    const value = values[at];
    if (names !== undefined) text += `${names[at]} = `;
    else if (at > 0) text += ", ";
    if (typeof value === "object" && (Array.isArray(value) || value instanceof ObjectValue)) {
      if (outer.length === DEEPEST) throw new TextTooDeepError();
      outer.push(frame);
      frame = frameOf(value as readonly Value[] | ObjectValue);
      text += frame.names === undefined ? "[" : "{ ";
      continue;
    }
    text += echoText(value);
    if (names !== undefined) text += "; ";
    if (text.length > PIECE) {
      pieces.add(text);
      text = "";
    }
  }
}
