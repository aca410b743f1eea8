// The description of the HTTP interface as an OpenAPI 3.1 document. Bodies and answers come from the schemas that the
// routes use; the table of operations below adds what a schema cannot say.
import { z } from "zod";
import { formats } from "../../output/formats.ts";
import { fileShape } from "../admission/file-request.ts";
import { assetReference, fileContent, limitShape, parameterValue, programShape } from "../admission/program-shape.ts";
import type { ErrorCode } from "../errors.ts";
import * as answers from "../routes/answers.ts";
import * as inspectAnswers from "../routes/inspect-answers.ts";
import { answerHeaders, type HeaderName, notModified, ofFiles, ofResults } from "./answer-headers.ts";
import { assetOperations } from "./asset-operations.ts";
import { describeAnswers } from "./describe-answers.ts";
import { failureOperations } from "./failure-operations.ts";
import { fileRequestTexts, inspectOperations } from "./inspect-operations.ts";
import { liveOperations } from "./live-operations.ts";

/** What stands under a name in `components.schemas`. */
const namedShapes: Readonly<Record<string, z.ZodType>> = {
  ProgramRequest: programShape,
  ParameterValue: parameterValue,
  FileContent: fileContent,
  AssetReference: assetReference,
  Limits: limitShape,
  EvaluateAnswer: answers.evaluateAnswer,
  ParseAnswer: answers.parseAnswer,
  FileRequest: fileShape,
  ValidateAnswer: inspectAnswers.validateAnswer,
  HealAnswer: inspectAnswers.healAnswer,
  AssetAnswer: inspectAnswers.assetAnswer,
  Measures: answers.measuresAnswer,
  Mesh: answers.meshAnswer,
  Polygon: answers.polygonAnswer,
  Output: answers.outputAnswer,
  Diagnostic: answers.diagnosticAnswer,
  CustomizerParameter: answers.customizerAnswer,
  HealthAnswer: answers.healthAnswer,
  ReadyAnswer: answers.readyAnswer,
  MetricsAnswer: answers.metricsAnswer,
  LiveAnswer: answers.liveAnswer,
  BreakerAnswer: answers.breakerAnswer,
  BreakerResetAnswer: answers.breakerResetAnswer,
  FailuresAnswer: answers.failuresAnswer,
  FailureStatsAnswer: answers.failureStatsAnswer,
  RetryAnswer: answers.retryAnswer,
  RetriesAnswer: answers.retriesAnswer,
  ErrorAnswer: answers.errorAnswer,
  ProblemAnswer: answers.problemAnswer,
};

/** Members of requests, whose schemas carry no texts of their own. A test keeps this complete. */
const memberTexts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ProgramRequest: {
    source: "The program. Exactly one of `source`, `code` and `main` must be given.",
    code: "Another name of `source`.",
    main: "The path of the program, if it is one of `files`.",
    files:
      "Files that the program may include, use, import or read with surface(), by relative path. At most 200. " +
      "There are no other files: a path that leads anywhere else names nothing. `asset` is a file that was uploaded before.",
    parameters:
      "Values that override variables of the program, by name, as `-D` does on the command line. What the customizer " +
      "shows must have a value that it allows.",
    params: "Another name of `parameters`.",
    format: "`json`, or a file format. The query parameter of the same name wins; without either, the Accept header.",
    formats: "Several files of one evaluation: in JSON as `outputs`, or as a zip (`format` zip, or Accept).",
    preview: "Sets `$preview`.",
    features: "Extensions of the language: `brep` has fillet() and chamfer().",
    limits: "Budgets of this request. They can lower the service's own, not raise them.",
  },
  FileRequest: fileRequestTexts,
  Limits: {
    time: "Milliseconds of wall time.",
    steps: "Evaluation steps: function calls, rounds of loops, module calls.",
    csgNodes: "Nodes of the CSG tree.",
    facets: "Vertices of one primitive.",
    triangles: "Triangles of any mesh on the way or at the end.",
    outputBytes: "Bytes of the result.",
  },
};

/** The part of JSON Schema that the document uses. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly additionalProperties?: boolean | Schema;
  readonly enum?: readonly (string | number)[];
  readonly const?: unknown;
  readonly format?: string;
  readonly contentEncoding?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

export interface MediaType {
  readonly schema: Schema;
}

export interface Parameter {
  readonly name: string;
  readonly in: "query" | "header" | "path";
  readonly required?: true;
  readonly description: string;
  readonly schema: Schema;
}

export interface Answer {
  readonly description: string;
  readonly headers: Readonly<Record<string, { readonly $ref: string }>>;
  readonly content: Readonly<Record<string, MediaType>>;
}

export interface OperationDescription {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly description: string;
    readonly content: Readonly<Record<string, MediaType>>;
  };
  readonly responses: Readonly<Record<string, Answer>>;
}

export interface ApiDescription {
  readonly openapi: string;
  readonly info: Readonly<Record<string, unknown>> & { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationDescription>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly headers: typeof answerHeaders;
  };
}

/** An answer with the headers that are its own; `describeAnswers` adds those that it shares with others. */
export interface OwnAnswer extends Omit<Answer, "headers"> {
  readonly headers?: readonly HeaderName[];
}

export interface Operation {
  readonly id: string;
  readonly method: "get" | "post";
  /** The address, then its aliases. */
  readonly paths: readonly [string, ...string[]];
  readonly summary: string;
  readonly description: string;
  readonly takesProgram?: true;
  /** Of those that take something else. */
  readonly requestBody?: OperationDescription["requestBody"];
  readonly parameters?: readonly Parameter[];
  readonly answers: Readonly<Record<number, OwnAnswer>>;
  readonly errors: readonly ErrorCode[];
}

const reference = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const json = (name: string) => ({ "application/json": { schema: reference(name) } });
const page = { "text/html": { schema: { type: "string" } } };

const ofArtifacts = ["Cache-Control", "ETag", "Content-Disposition", "X-Moicad-Exactness"] as const;
const ofPages = ["Cache-Control", "ETag", "Cross-Origin-Opener-Policy"] as const;
const pageKept: OwnAnswer = { description: notModified, headers: ofPages, content: {} };

const breakerName: Parameter = {
  name: "name",
  in: "query",
  description: "The engine: `manifold`, also if absent, or `occt`.",
  schema: { type: "string" },
};

/** What every route that hands a program to an evaluation process can fail with. */
const programErrors = [
  "invalid_request",
  "unauthorized",
  "forbidden",
  "payload_too_large",
  "unsupported_media_type",
  "scad_parse_error",
  "import_denied",
  "limit_exceeded",
  "quarantined",
  "rate_limited",
  "internal_error",
  "engine_crashed",
  "overloaded",
  "draining",
  "engine_unavailable",
  "storage_full",
  "request_timeout",
] as const satisfies readonly ErrorCode[];

function operations(): readonly Operation[] {
  const mediaTypes = [...[...formats.values()].map(({ mediaType }) => mediaType), "application/zip"];
  const files = new Map(mediaTypes.map((mediaType) => [mediaType, { schema: { type: "string" } }]));
  return [
    {
      id: "evaluate",
      method: "post",
      paths: ["/api/evaluate"],
      summary: "Evaluate a program",
      description: "A program in, its geometry out: as JSON with mesh and measures, or as a file.",
      takesProgram: true,
      parameters: [
        {
          name: "format",
          in: "query",
          description: "`json`, or the format of the file; with `formats`, `json` or `zip`.",
          schema: { type: "string", enum: ["json", ...formats.keys(), "zip"] },
        },
        {
          name: "formats",
          in: "query",
          description: "Several formats, separated by commas.",
          schema: { type: "string" },
        },
      ],
      answers: {
        200: {
          description: "The result.",
          headers: ofFiles,
          content: { ...json("EvaluateAnswer"), ...Object.fromEntries(files) },
        },
      },
      errors: [...programErrors, "not_acceptable", "scad_eval_error", "not_exportable", "evaluation_timeout"],
    },
    {
      id: "parse",
      method: "post",
      paths: ["/api/parse"],
      summary: "Describe a program without running it",
      description: "A program in; its customizer parameters, definitions, files and syntax tree out.",
      takesProgram: true,
      answers: { 200: { description: "The description.", headers: ofResults, content: json("ParseAnswer") } },
      errors: programErrors,
    },
    {
      id: "parameters",
      method: "post",
      paths: ["/api/parameters"],
      summary: "The customizer parameters of a program",
      description:
        "As OpenSCAD writes them with `-o model.param`; as a JSON Schema of their values to who accepts " +
        "`application/schema+json`, or with `format=schema`.",
      takesProgram: true,
      answers: {
        200: {
          description: "The parameters.",
          headers: ofResults,
          content: {
            "application/json": { schema: { type: "object" } },
            "application/schema+json": { schema: { type: "object" } },
          },
        },
      },
      errors: programErrors,
    },
    ...inspectOperations(),
    ...assetOperations(),
    ...liveOperations(),
    {
      id: "artifact",
      method: "get",
      paths: ["/api/artifacts/{name}"],
      summary: "A file that was made before",
      description:
        "What `Content-Location` of an evaluation names: the file by the SHA-256 of its bytes, as long as it is kept. " +
        "It never changes.",
      parameters: [
        {
          name: "name",
          in: "path",
          required: true,
          description: "64 hexadecimal digits, a dot and the format.",
          schema: { type: "string", pattern: "^[0-9a-f]{64}\\.[0-9a-z]+$" },
        },
      ],
      answers: {
        200: { description: "The file.", headers: ofArtifacts, content: Object.fromEntries(files) },
        304: { description: notModified, headers: ofArtifacts, content: {} },
      },
      errors: ["unauthorized", "forbidden", "not_found", "rate_limited", "internal_error"],
    },
    {
      id: "health",
      method: "get",
      paths: ["/health", "/api/health"],
      summary: "State of the service",
      description: "For people and load balancers. Never limited.",
      parameters: [
        {
          name: "verbose",
          in: "query",
          description: "`1` tells about each process, to an API key of the scope `admin`.",
          schema: { type: "string" },
        },
      ],
      answers: {
        200: { description: "The service works.", content: json("HealthAnswer") },
        503: { description: "It does not.", content: json("HealthAnswer") },
      },
      errors: ["unauthorized", "forbidden", "rate_limited", "internal_error"],
    },
    {
      id: "ready",
      method: "get",
      paths: ["/ready", "/api/health/ready"],
      summary: "Whether to send requests here",
      description: "503 while the service starts, stops or cannot take more work. Never limited.",
      answers: {
        200: { description: "Send them.", content: json("ReadyAnswer") },
        503: { description: "Do not; `reason` says why.", content: json("ReadyAnswer") },
      },
      errors: ["internal_error"],
    },
    {
      id: "live",
      method: "get",
      paths: ["/live", "/api/health/live"],
      summary: "Whether the process runs",
      description: "Touches nothing but the event loop. Never limited.",
      answers: { 200: { description: "It does.", content: json("LiveAnswer") } },
      errors: ["internal_error"],
    },
    {
      id: "circuitBreaker",
      method: "get",
      paths: ["/circuit-breaker"],
      summary: "Whether an engine gets work",
      description:
        "After five systemic failures in a row an engine gets no work for a minute. Programs that are wrong, too large or " +
        "too slow do not count. Never limited.",
      parameters: [breakerName],
      answers: { 200: { description: "The state.", content: json("BreakerAnswer") } },
      errors: ["not_found", "internal_error"],
    },
    {
      id: "resetCircuitBreaker",
      method: "post",
      paths: ["/circuit-breaker/reset"],
      summary: "Give an engine work again",
      description: "Needs an API key of the scope `admin`.",
      parameters: [breakerName],
      answers: { 200: { description: "It is closed.", content: json("BreakerResetAnswer") } },
      errors: ["unauthorized", "forbidden", "not_found", "rate_limited", "internal_error"],
    },
    ...failureOperations(),
    {
      id: "metrics",
      method: "get",
      paths: ["/metrics"],
      summary: "Numbers for Prometheus",
      description: "Text exposition format, or a few numbers in JSON for those who accept that. Never limited.",
      answers: {
        200: {
          description: "The numbers.",
          content: { "text/plain": { schema: { type: "string" } }, ...json("MetricsAnswer") },
        },
      },
      errors: ["internal_error"],
    },
    {
      id: "openapi",
      method: "get",
      paths: ["/openapi.json"],
      summary: "This description",
      description: "An OpenAPI 3.1 document.",
      answers: {
        200: {
          description: "The document.",
          headers: ["Cache-Control"],
          content: { "application/json": { schema: { type: "object" } } },
        },
      },
      errors: ["internal_error"],
    },
    {
      id: "docs",
      method: "get",
      paths: ["/docs"],
      summary: "This description as a page",
      description: "Needs no JavaScript.",
      answers: { 200: { description: "The page.", headers: ofPages, content: page }, 304: pageKept },
      errors: ["internal_error"],
    },
    {
      id: "playground",
      method: "get",
      paths: ["/"],
      summary: "The playground",
      description: "A page to try programs in a browser.",
      answers: { 200: { description: "The page.", headers: ofPages, content: page }, 304: pageKept },
      errors: ["internal_error"],
    },
  ];
}

/** The whole document. Plain data, the same for every request of one version. */
export function describeApi(version: string): ApiDescription {
  const paths: Record<string, Record<string, OperationDescription>> = {};
  for (const operation of operations()) {
    for (const [at, path] of operation.paths.entries()) {
      paths[path] = { ...paths[path], [operation.method]: describeOperation(operation, at) };
    }
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "moicad",
      version,
      description: "Evaluates OpenSCAD programs: source in, checked geometry out.",
      license: { name: "MIT", identifier: "MIT" },
    },
    paths,
    components: { schemas: describeSchemas(), headers: answerHeaders },
  };
}

function describeOperation({ id, paths, takesProgram, ...operation }: Operation, at: number): OperationDescription {
  const path = paths[at] as string;
  return {
    operationId: at === 0 ? id : `${id}-alias-${at}`,
    summary: operation.summary,
    description: at === 0 ? operation.description : `The same as \`${paths[0]}\`.`,
    parameters: [requestIdParameter, ...(operation.parameters ?? []), ...(takesProgram ? [mainParameter] : [])],
    ...(takesProgram ? { requestBody: programBody } : {}),
    ...(operation.requestBody === undefined ? {} : { requestBody: operation.requestBody }),
    responses: describeAnswers(operation.answers, operation.errors, path),
  };
}

const requestIdParameter: Parameter = {
  name: "X-Request-Id",
  in: "header",
  description:
    "An identifier for logs and answers: letters, digits, `_`, `-` and `=`. Without one, the service makes it.",
  schema: { type: "string", pattern: "^[A-Za-z0-9_\\-=]{1,128}$" },
};

const mainParameter: Parameter = {
  name: "main",
  in: "query",
  description: "The path of the program among the files of the request.",
  schema: { type: "string" },
};

const programBody = {
  required: true,
  description:
    "JSON, the bare program as text, a form, or a zip. In a form, every part with a file name is a file of that path; " +
    "`source` holds the program, `main` names it among the files, `archive` is a zip; other members as in JSON. In a zip, " +
    "the program is `main.scad`, or the only `.scad` outside of folders, or what the query parameter `main` names.",
  content: {
    ...json("ProgramRequest"),
    "text/plain": { schema: { type: "string" } },
    "multipart/form-data": { schema: { type: "object" } },
    "application/zip": { schema: { type: "string" } },
  },
};

/** Schemas as JSON Schema, with references between the named ones. */
function describeSchemas(): Record<string, Schema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, shape] of Object.entries(namedShapes)) registry.add(shape, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}`, io: "input" });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, ...schema }]) => [
      name,
      withTexts(name, schema as Schema),
    ]),
  );
}

function withTexts(name: string, schema: Schema): Schema {
  const texts = memberTexts[name];
  if (texts === undefined) return schema;
  const members = Object.entries(schema.properties ?? {});
  return {
    ...schema,
    properties: Object.fromEntries(
      members.map(([member, value]) => [member, { description: texts[member], ...value }]),
    ),
  };
}
