// The shapes of what the routes answer in JSON, for the API's description. Answers are not passed through them at run
// time; tests hold real answers against them.
import { z } from "zod";
import { codes, type ErrorCode } from "../errors.ts";
import { failureTypes } from "../failures.ts";

const position = {
  file: z.string().describe("Relative path of the file in the request; the program itself is `main.scad`.").optional(),
  line: z.int().positive().describe("Counts from 1.").optional(),
  column: z.int().positive().describe("Counts from 1.").optional(),
  text: z.string().describe("The line of source that `line` names.").optional(),
};

export const diagnosticAnswer = z.object({
  severity: z.enum(["error", "warning", "deprecated", "trace", "echo", "info"]),
  code: z.string().describe("Names the kind of message; stable between versions."),
  message: z.string().describe("The text that OpenSCAD prints, without its prefix."),
  ...position,
});

const diagnostics = z.array(diagnosticAnswer).describe("Everything that the program printed and was told, in order.");

const errorMembers = {
  code: z.enum(Object.keys(codes) as [ErrorCode, ...ErrorCode[]]),
  retryable: z.boolean().describe("Whether the same request may succeed later."),
  requestId: z.string(),
  timestamp: z.iso.datetime({ precision: 3 }),
  ...position,
  limit: z.string().describe("The budget that was exceeded.").optional(),
  allowed: z.number().describe("What that budget allows.").optional(),
  diagnostics: diagnostics.optional(),
  issues: z
    .array(z.object({ path: z.string(), message: z.string() }))
    .describe("Every mistake in the request.")
    .optional(),
};

export const errorAnswer = z.object({
  error: z.string().describe("The kind of error in a few words; `code` is for programs."),
  message: z.string(),
  ...errorMembers,
});

export const problemAnswer = z.object({
  type: z.string().describe("Where the code is explained."),
  title: z.string().describe("What `error` is without problem details."),
  status: z.int(),
  detail: z.string().describe("What `message` is without problem details."),
  ...errorMembers,
});

const head = {
  requestId: z.string(),
  cached: z.boolean().describe("True when an earlier result was given again."),
  timings: z.record(z.string(), z.number()).describe("Milliseconds of each stage; also in the Server-Timing header."),
  caches: z
    .record(z.string(), z.object({ hits: z.int(), misses: z.int() }))
    .describe("What was known from earlier evaluations, by cache; also in the Server-Timing header."),
};

export const measuresAnswer = z.object({
  dimension: z.union([z.literal(0), z.literal(2), z.literal(3)]).describe("0 when the program made no geometry."),
  volume: z.number().nullable().describe("0 for 2D; null when it is more than a number holds."),
  area: z.number().nullable().describe("Surface of a 3D result, enclosed area of a 2D one; null as for `volume`."),
  box: z
    .object({ min: z.array(z.number()), max: z.array(z.number()), size: z.array(z.number().nullable()) })
    .nullable()
    .describe("null when there is no geometry."),
  counts: z.record(z.string(), z.number()),
});

export const meshAnswer = z.object({
  positions: z.array(z.number()).describe("x, y, z of each vertex."),
  triangles: z.array(z.int().nonnegative()).describe("Three vertices each, counterclockwise seen from outside."),
  colors: z.array(z.array(z.number()).length(4)).describe("Red, green, blue and opacity from 0 to 1.").optional(),
  triangleColors: z.array(z.int().min(-1)).describe("Color of each triangle; -1 for the default.").optional(),
});

export const polygonAnswer = z.object({
  outlines: z.array(z.object({ points: z.array(z.number()).describe("x, y of each point."), hole: z.boolean() })),
});

export const outputAnswer = z.object({
  mediaType: z.string(),
  bytes: z.int().nonnegative(),
  sha256: z.string(),
  base64: z.base64().describe("The file."),
});

const tier = {
  tier: z
    .enum(["T1", "T2"])
    .describe("T1: all surfaces are as exact as the model asks for; T2: some are facets of a mesh."),
  confidence: z.number().describe("0.95 for T1, 0.75 for T2."),
};

export const exactnessAnswer = z.object({
  ...tier,
  counts: z.object({ exact: z.int(), faceted: z.int(), mesh: z.int() }).describe("Nodes by exactness."),
  nodes: z.array(
    z.object({
      node: z.string(),
      exactness: z.enum(["exact", "faceted", "mesh"]),
      reason: z.string().describe("Why it is not exact.").optional(),
      file: z.string().optional(),
      line: z.int().optional(),
      column: z.int().optional(),
    }),
  ),
  gate: z.object({
    passed: z.boolean(),
    valid: z.boolean(),
    closed: z.boolean(),
    solids: z.int(),
    faces: z.int(),
    volume: z.number(),
    meshVolume: z.number(),
    volumeTolerance: z.number(),
    boxDeviation: z.number(),
    boxTolerance: z.number(),
    healed: z.array(z.string()),
    problems: z.array(z.string()),
  }),
});

export const evaluateAnswer = z.object({
  ...head,
  ...tier,
  measures: measuresAnswer,
  mesh: meshAnswer.describe("Present when the result is three-dimensional.").optional(),
  polygon: polygonAnswer.describe("Present when the result is two-dimensional.").optional(),
  outputs: z
    .record(z.string(), outputAnswer)
    .describe("The files of `formats`, by format; `mesh` and `polygon` are left out then.")
    .optional(),
  exactness: exactnessAnswer.describe("Of exact solids, when `formats` has one of their formats.").optional(),
  diagnostics,
});

const scalar = z.union([z.number(), z.string()]);

export const customizerAnswer = z.object({
  name: z.string(),
  group: z.string(),
  description: z.string().optional(),
  kind: z.enum(["boolean", "number", "string", "vector", "enum"]),
  initial: z.union([z.boolean(), scalar, z.array(z.number())]),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  step: z.number().optional(),
  maximumLength: z.int().describe("Of a string, in bytes.").optional(),
  options: z
    .array(z.object({ name: z.string(), value: scalar }))
    .describe("The choices of an enum.")
    .optional(),
  line: z.int().optional(),
});

const definition = z.object({ name: z.string(), parameters: z.string(), line: z.int().optional() });

export const parseAnswer = z.object({
  ...head,
  parameters: z.array(customizerAnswer).describe("Customizer parameters in source order."),
  modules: z.array(definition),
  functions: z.array(definition),
  variables: z.array(z.object({ name: z.string(), line: z.int().optional() })),
  includes: z.array(z.string()),
  uses: z.array(z.string()),
  ast: z.string().describe("The syntax tree as OpenSCAD's .ast text."),
  diagnostics,
});

const megabytes = z.number().nonnegative();
const operation = z.enum(["operational", "unavailable"]);

const breakerState = z.enum(["CLOSED", "OPEN", "HALF_OPEN"]);

export const breakerAnswer = z.object({
  state: breakerState.describe("Open: no work goes to the engine. Half open: one evaluation may try."),
  failure_count: z.int().describe("Systemic failures since the last success."),
  failure_threshold: z.int().describe("So many open it."),
  last_failure_time: z.iso.datetime({ precision: 3 }).nullable(),
  retry_after_seconds: z.int().describe("Until it is half open."),
});

export const breakerResetAnswer = z.object({
  status: z.literal("reset"),
  message: z.string(),
  new_state: z.object({ state: breakerState, failure_count: z.int() }),
});

const failureType = z.enum(failureTypes);
const time = z.iso.datetime({ precision: 3 });

export const failuresAnswer = z.object({
  failures: z
    .array(
      z.object({
        id: z.string(),
        error_type: failureType.describe(
          "Transient: may succeed now; permanent: will not; systemic: the service's fault.",
        ),
        error_code: z.string(),
        error_message: z.string(),
        attempts: z.int(),
        first_failed: time,
        last_failed: time,
        content_hash: z.string().describe("SHA-256 of all that decides on the result."),
        request_id: z.string(),
        tenant: z.string().nullable().describe("The name of the API key."),
        request: z.record(z.string(), z.unknown()).describe("What was asked for, without the contents of files."),
      }),
    )
    .describe("The latest first."),
});

export const failureStatsAnswer = z.object({
  total: z.int(),
  by_type: z.record(failureType, z.int()),
  by_code: z.record(z.string(), z.int()),
  oldest: time.nullable(),
  newest: time.nullable(),
});

export const retryAnswer = z.object({
  id: z.string(),
  status: z.enum(["succeeded", "failed"]),
  error_code: z.string().optional(),
  error_message: z.string().optional(),
  artifact: z.string().describe("Address of the file that was made.").optional(),
});

export const retriesAnswer = z.object({ retried: z.int(), results: z.array(retryAnswer) });

export const healthAnswer = z.object({
  status: z.enum(["healthy", "unhealthy"]),
  timestamp: z.iso.datetime({ precision: 3 }),
  environment: z.enum(["development", "production", "test"]),
  version: z.string(),
  uptime: z.number().describe("Seconds."),
  memory: z.object({ used: megabytes, total: megabytes, external: megabytes }).describe("Megabytes."),
  api: z.object({ parser: operation, evaluator: operation, wasm: z.enum(["loaded", "unavailable"]) }),
  production: z.object({ logFilesAccessible: z.boolean(), diskSpace: z.enum(["adequate", "critical"]) }),
  queue: z.object({ waiting: z.int(), capacity: z.int() }),
  circuit_breaker: breakerState.optional(),
  engines: z.record(z.string(), z.boolean()).describe("Whether each engine gets work."),
  workers: z.object({ ready: z.int(), busy: z.int(), configured: z.int(), spare: z.int(), restarts: z.int() }),
  draining: z.boolean(),
  processes: z
    .array(
      z.object({
        pid: z.int(),
        state: z.enum(["busy", "idle", "spare"]),
        ageSeconds: z.int(),
        last: z.string().optional().describe("How its last task ended."),
        evaluations: z.int(),
        residentBytes: z.number(),
      }),
    )
    .describe("With `?verbose=1` and an API key of the scope `admin`.")
    .optional(),
});

export const metricsAnswer = z.object({
  timestamp: z.iso.datetime({ precision: 3 }),
  circuit_breaker: z.object({ state: breakerState, failure_count: z.int(), failure_threshold: z.int() }).optional(),
  dead_letter_queue: z.object({
    total_failures_24h: z.int().describe("Evaluations that failed within a day."),
    by_error_type: z
      .object({ transient: z.int(), permanent: z.int(), systemic: z.int() })
      .describe("What may pass by itself, what will come again with the same program, and what is the service's own."),
  }),
  performance: z.object({
    avg_processing_time_sec: z.number().nullable().describe("Of evaluations within an hour; null without any."),
    requests_last_hour: z.int(),
  }),
  quality: z.object({
    avg_quality_score: z.number().nullable().describe("Of files validated within a day; null without any."),
    recognition_rate: z.null().describe("Nothing recognizes features of shapes."),
  }),
});

export const readyAnswer = z.object({
  status: z.enum(["ready", "not ready"]),
  reason: z.string().describe("Why not.").optional(),
  circuit_breaker: breakerState.optional(),
});

export const liveAnswer = z.object({ status: z.literal("alive") });
