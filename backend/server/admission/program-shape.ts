// The shape of a program request in JSON. What is not in it is an error.
import { z } from "zod";
import { ownFeatures } from "../../shared/context.ts";

export type ParameterValue = string | number | boolean | null | ParameterValue[];

export const parameterValue: z.ZodType<ParameterValue> = z.lazy(() =>
  z.union([z.number(), z.array(parameterValue), z.string(), z.boolean(), z.null()]),
);

/** What `parameterValue` takes. It makes several objects of each value that it refuses: a second's work for a hundred thousand. */
function isParameterValue(value: unknown): value is ParameterValue {
  if (Array.isArray(value)) return value.every(isParameterValue);
  return typeof value === "number" ? Number.isFinite(value) : value === null || simpleTypes.has(typeof value);
}

const simpleTypes: ReadonlySet<string> = new Set(["string", "boolean"]);

export const fileContent = z.union([
  z.string(),
  z.strictObject({ text: z.string() }).transform(({ text }) => text),
  z.strictObject({ base64: z.base64() }).transform(({ base64 }) => Buffer.from(base64, "base64") as Uint8Array),
]);

/** Stands for `__proto__` while a shape looks at it, which leaves that name out: as a key of an object it sets the prototype. */
const standIn = "__proto__\u0000";

/** Files of one request. */
export const fileCount = 200;
/** Parameters of one request. */
const parameterCount = 10_000;

export interface NamedValuesOptions {
  readonly most: number;
  /** What they are, for the error. */
  readonly noun: string;
  /** Refuses a wrong value before the shape looks at it, where there may be many. */
  readonly isValid?: (value: unknown) => boolean;
}

/**
 * Values by names that clients choose: an object, which becomes a map, so that no name means more than another. They are
 * counted before anything looks at each: a request of a megabyte may name a hundred thousand.
 */
export function namedValues<T extends z.ZodType>(value: T, { most, noun, isValid = () => true }: NamedValuesOptions) {
  const check = (given: unknown, context: z.RefinementCtx): unknown => {
    if (typeof given !== "object" || given === null || Array.isArray(given)) return given;
    const entries = Object.entries(given);
    if (entries.length > most)
      context.addIssue({ code: "custom", message: `at most ${most} ${noun} may be given`, input: given });
    const wrong = entries.find(([, item]) => !isValid(item));
    if (wrong !== undefined)
      context.addIssue({ code: "custom", message: "Invalid input", input: given, path: [wrong[0]] });
    return entries.length > most || wrong !== undefined ? z.NEVER : nameStandIn(given);
  };
  return z.preprocess(check, z.record(z.string(), value)).transform((given) => {
    const named = Object.entries(given).map(([name, item]) => [name === standIn ? "__proto__" : name, item] as const);
    return new Map<string, z.output<T>>(named);
  });
}

function nameStandIn(given: unknown): unknown {
  if (typeof given !== "object" || given === null || !Object.hasOwn(given, "__proto__")) return given;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name === "__proto__" ? standIn : name, value]),
  );
}

/** A file that was uploaded before, by the SHA-256 of its bytes. */
export const assetReference = z.strictObject({ asset: z.string().regex(/^[0-9a-f]{64}$/) });
export type AssetReference = z.infer<typeof assetReference>;

/** Budgets that a request may lower, by the names that errors carry. Zero is not "unlimited", it is an error. */
export const limitNames = ["time", "steps", "csgNodes", "facets", "triangles", "outputBytes"] as const;
const limitValue = z.number().int().positive().optional();
export const limitShape = z.strictObject({
  time: limitValue,
  steps: limitValue,
  csgNodes: limitValue,
  facets: limitValue,
  triangles: limitValue,
  outputBytes: limitValue,
} satisfies Record<(typeof limitNames)[number], z.ZodType>);

/** Formats of one request. */
const mostFormats = 8;

const formatName = z.string().max(32);
export const parametersShape = namedValues(parameterValue, {
  most: parameterCount,
  noun: "parameters",
  isValid: isParameterValue,
});
export const formatsShape = z.array(formatName).min(1).max(mostFormats);

export const programShape = z
  .strictObject({
    source: z.string().optional(),
    code: z.string().optional(),
    main: z.string().optional(),
    files: namedValues(z.union([fileContent, assetReference]), { most: fileCount, noun: "files" }).optional(),
    parameters: parametersShape.optional(),
    params: parametersShape.optional(),
    format: formatName.optional(),
    formats: formatsShape.optional(),
    preview: z.boolean().optional(),
    features: z.array(z.enum(ownFeatures)).max(ownFeatures.length).optional(),
    limits: limitShape.optional(),
  })
  .refine(({ source, code, main }) => [source, code, main].filter((given) => given !== undefined).length === 1, {
    message: "exactly one of source, code and main must be given",
  })
  .refine(({ parameters, params }) => parameters === undefined || params === undefined, {
    message: "only one of parameters and params may be given",
  });
