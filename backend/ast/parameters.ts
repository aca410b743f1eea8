// Customizer parameters: top-level literals with their annotations, as data (spec/cli.md §2.7), and parameter sets put in
// their place (§2.10).
import type { Context } from "../shared/context.ts";
import { formatG } from "../shared/number-text.ts";
import type { SourceMap } from "../shared/source.ts";
import { decodeUtf8, encodeUtf8 } from "../shared/text.ts";
import { type Annotation, collectAnnotations } from "./annotations.ts";
import type { Assignment, Element, Expression, File } from "./nodes.ts";
import { readParameterSets } from "./parameter-sets.ts";

interface Described {
  readonly name: string;
  /** Trimmed; `Parameters` before the first group comment. May be empty. */
  readonly group: string;
  readonly description: string | undefined;
  readonly assignment: Assignment;
}

/** What bounds a number or the numbers of a vector. A maximum may come without a minimum. */
interface Bounds {
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly step: number | undefined;
}

export interface BooleanParameter extends Described {
  readonly kind: "boolean";
  readonly initial: boolean;
}
export interface StringParameter extends Described {
  readonly kind: "string";
  readonly initial: string;
  /** In bytes. */
  readonly maximumLength: number | undefined;
}
export interface NumberParameter extends Described, Bounds {
  readonly kind: "number";
  readonly initial: number;
}
export interface VectorParameter extends Described, Bounds {
  readonly kind: "vector";
  readonly initial: readonly number[];
}
export interface EnumParameter extends Described {
  readonly kind: "enum";
  readonly initial: number | string;
  readonly options: readonly EnumOption[];
}
export interface EnumOption {
  readonly name: string;
  readonly value: number | string;
}

export type CustomizerParameter =
  | BooleanParameter
  | StringParameter
  | NumberParameter
  | VectorParameter
  | EnumParameter;

/** Group of the parameters that the customizer does not show. */
const hidden = "Hidden";
const defaultGroup = "Parameters";

/** The customizer parameters of a file in source order. */
export function customizerParameters(file: File, sources: SourceMap): readonly CustomizerParameter[] {
  const parameters: CustomizerParameter[] = [];
  for (const [assignment, annotation] of collectAnnotations(file, sources)) {
    const group = annotation.group?.trim() ?? defaultGroup;
    if (group === hidden) continue;
    const parameter = makeParameter(assignment, annotation, group);
    if (parameter !== undefined) parameters.push(parameter);
  }
  return parameters;
}

/** The parameter that an assignment makes; undefined when its value is of no kind that the customizer edits. */
function makeParameter(assignment: Assignment, annotation: Annotation, group: string): CustomizerParameter | undefined {
  const described = { name: assignment.name, group, description: annotation.description, assignment };
  const { parameter } = annotation;
  const value = literalValue(assignment.value);
  if (typeof value === "boolean") return { ...described, kind: "boolean", initial: value };
  if (typeof value === "number" || typeof value === "string") {
    const options = readOptions(parameter, value);
    if (options !== undefined) return { ...described, kind: "enum", initial: value, options };
  }
  if (typeof value === "string") {
    const length = literalValue(parameter);
    const maximumLength = typeof length === "number" ? Math.max(0, Math.floor(length)) : undefined;
    return { ...described, kind: "string", initial: value, maximumLength };
  }
  if (typeof value === "number") {
    return { ...described, kind: "number", initial: value, ...readBounds(parameter, [value]) };
  }
  const numbers = readNumbers(assignment.value);
  if (numbers === undefined || numbers.length === 0 || numbers.length > 4) return undefined;
  return { ...described, kind: "vector", initial: numbers, ...readBounds(parameter, numbers) };
}

function literalValue(expression: Element): unknown {
  return expression.kind === "Literal" ? expression.value : undefined;
}

/** The numbers of a vector of number literals. */
function readNumbers(expression: Expression): readonly number[] | undefined {
  if (expression.kind !== "Vector") return undefined;
  const values = expression.elements.map(literalValue);
  return values.every((value) => typeof value === "number") ? (values as number[]) : undefined;
}

/** The choices of a list; a list of one plain number is a maximum instead. */
function readOptions(annotation: Expression, initial: number | string): readonly EnumOption[] | undefined {
  if (annotation.kind !== "Vector") return undefined;
  const [first] = annotation.elements;
  if (annotation.elements.length === 1 && first !== undefined && typeof literalValue(first) === "number") {
    return undefined;
  }
  const options = annotation.elements.map(readOption);
  if (!options.some((option) => option.value === initial)) options.unshift(optionOf(initial));
  return options;
}

/** A value, or a vector of value and label. Annotations hold nothing else. */
function readOption(element: Element): EnumOption {
  if (element.kind !== "Vector") return optionOf(literalValue(element) as number | string);
  const [value, label] = element.elements.map(literalValue) as [number | string, number | string];
  return { name: optionOf(label).name, value };
}

function optionOf(value: number | string): EnumOption {
  return { name: typeof value === "number" ? formatG(value) : value, value };
}

/** Limits and step of an annotation, widened until every component of the default lies within. */
function readBounds(annotation: Expression, initial: readonly number[]): Bounds {
  const number = (expression: Element | undefined): number | undefined =>
    expression === undefined ? undefined : (literalValue(expression) as number);
  if (annotation.kind === "Range") {
    const minimum = Math.min(number(annotation.begin) as number, ...initial);
    const maximum = Math.max(number(annotation.limit) as number, ...initial);
    return { minimum, maximum, step: number(annotation.step) };
  }
  if (annotation.kind === "Vector" && annotation.elements.length === 1) {
    const limit = number(annotation.elements[0]);
    if (typeof limit === "number") {
      return { minimum: undefined, maximum: Math.max(limit, ...initial), step: undefined };
    }
  }
  const step = literalValue(annotation);
  return { minimum: undefined, maximum: undefined, step: typeof step === "number" ? step : undefined };
}

/**
 * The file with a set's values in place of its parameters' own: a value that the parameter does not accept, or that the
 * set does not mention, leaves the default. A set that the text does not have changes nothing.
 * Throws a SyntaxError with OpenSCAD's wording for a text that is no JSON.
 */
export function applyParameterSet(ctx: Context, file: File, text: string, setName: string): File {
  const set = readParameterSets(text).get(setName);
  if (set === undefined) return file;
  return replaceParameters(file, ctx.sources, set);
}

/** The same with the values given as texts by parameter name. */
export function replaceParameters(file: File, sources: SourceMap, values: ReadonlyMap<string, string>): File {
  const replaced = new Map<Assignment, Expression>();
  for (const parameter of customizerParameters(file, sources)) {
    const text = values.get(parameter.name);
    const value = text === undefined ? undefined : readValue(parameter, text);
    if (typeof value === "string") sources.admit(value);
    replaced.set(parameter.assignment, literalOf(parameter.assignment, value ?? parameter.initial));
  }
  if (replaced.size === 0) return file;
  const assignments = file.body.assignments.map((assignment) => {
    const value = replaced.get(assignment);
    return value === undefined ? assignment : withValue(assignment, value);
  });
  return { ...file, body: { ...file.body, assignments } };
}

/** Spelled out, so that every assignment has its properties in the same order. */
function withValue({ kind, start, end, name, overwrittenAt }: Assignment, value: Expression): Assignment {
  return { kind, start, end, name, value, overwrittenAt };
}

type ParameterValue = boolean | number | string | readonly number[];

/** A literal at the place of the expression that it replaces. */
function literalOf({ value: { start, end } }: Assignment, value: ParameterValue): Expression {
  if (typeof value !== "object") return { kind: "Literal", start, end, value };
  return { kind: "Vector", start, end, elements: value.map((x) => ({ kind: "Literal", start, end, value: x })) };
}

/** What a text means for a parameter; undefined when the parameter does not accept it. */
function readValue(parameter: CustomizerParameter, text: string): ParameterValue | undefined {
  switch (parameter.kind) {
    case "boolean":
      return readBoolean(text);
    case "number": {
      const value = readNumber(text);
      return value === undefined ? undefined : clamp(value, parameter);
    }
    case "vector":
      return readVector(text, parameter);
    case "string":
      return cutToBytes(text, parameter.maximumLength);
    case "enum": {
      const number = readNumber(text);
      return parameter.options.find(({ value }) => value === (typeof value === "number" ? number : text))?.value;
    }
    default:
      return parameter satisfies never;
  }
}

function readBoolean(text: string): boolean | undefined {
  const word = text.trim();
  if (word === "true" || word === "1") return true;
  return word === "false" || word === "0" ? false : undefined;
}

/** A decimal number with white space around it; nothing else, no unit and no infinity. */
function readNumber(text: string): number | undefined {
  if (!/^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** `[n, n, …]` with as many numbers as the default has. */
function readVector(text: string, parameter: VectorParameter): readonly number[] | undefined {
  const parts = /^\[(.*)\]$/.exec(text.replace(/\s/g, ""))?.[1]?.split(",");
  if (parts === undefined || parts.length !== parameter.initial.length) return undefined;
  const values: number[] = [];
  for (const part of parts) {
    const value = readNumber(part);
    if (value === undefined) return undefined;
    values.push(clamp(value, parameter));
  }
  return values;
}

function clamp(value: number, { minimum, maximum }: Bounds): number {
  return Math.min(Math.max(value, minimum ?? value), maximum ?? Number.POSITIVE_INFINITY);
}

function cutToBytes(text: string, length: number | undefined): string {
  if (length === undefined || text.length * 3 <= length) return text;
  const bytes = encodeUtf8(text);
  return bytes.length <= length ? text : decodeUtf8(bytes.subarray(0, length));
}
