// Everything that the service refuses or fails at, in one form (spec/server.md ): an `ApiError` anywhere becomes
// `{ error, message, code, retryable, requestId, timestamp, … }` with the status that belongs to the code, or the same as
// problem details (RFC 9457) for those who ask for them.

/** Each code with its HTTP status, whether the same request may succeed later, and its short text. */
export const codes = {
  invalid_request: { status: 400, retryable: false, title: "Invalid request" },
  unauthorized: { status: 401, retryable: false, title: "Unauthorized" },
  forbidden: { status: 403, retryable: false, title: "Forbidden" },
  not_found: { status: 404, retryable: false, title: "Not found" },
  method_not_allowed: { status: 405, retryable: false, title: "Method not allowed" },
  not_acceptable: { status: 406, retryable: false, title: "Not acceptable" },
  payload_too_large: { status: 413, retryable: false, title: "Payload too large" },
  unsupported_media_type: { status: 415, retryable: false, title: "Unsupported media type" },
  scad_parse_error: { status: 422, retryable: false, title: "Syntax error" },
  scad_eval_error: { status: 422, retryable: false, title: "Evaluation error" },
  import_denied: { status: 422, retryable: false, title: "Import denied" },
  not_exportable: { status: 422, retryable: false, title: "Not exportable" },
  limit_exceeded: { status: 422, retryable: false, title: "Limit exceeded" },
  quarantined: { status: 422, retryable: false, title: "Program quarantined" },
  rate_limited: { status: 429, retryable: true, title: "Too many requests" },
  /** The client left; nobody sees the answer, the log does. */
  client_closed_request: { status: 499, retryable: false, title: "Client closed request" },
  internal_error: { status: 500, retryable: false, title: "Internal server error" },
  engine_crashed: { status: 500, retryable: true, title: "Engine crashed" },
  overloaded: { status: 503, retryable: true, title: "Server busy" },
  draining: { status: 503, retryable: true, title: "Server stopping" },
  engine_unavailable: { status: 503, retryable: true, title: "Engine unavailable" },
  storage_full: { status: 503, retryable: true, title: "Storage full" },
  evaluation_timeout: { status: 504, retryable: false, title: "Request timeout" },
  request_timeout: { status: 504, retryable: false, title: "Request timeout" },
} as const;

export type ErrorCode = keyof typeof codes;

export interface ErrorOptions {
  /** Further members of the answer. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Seconds for the `Retry-After` header. */
  readonly retryAfter?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export class ApiError extends Error {
  override readonly name = "ApiError";
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly options: ErrorOptions = {},
  ) {
    super(message);
  }

  get status(): number {
    return codes[this.code].status;
  }
}

const problemType = "application/problem+json";

export interface BodyOptions {
  readonly requestId: string;
  /** ISO 8601. */
  readonly timestamp: string;
  readonly isProblem: boolean;
}

/** The members of an error's answer. */
export function errorBody(error: ApiError, { requestId, timestamp, isProblem }: BodyOptions): object {
  const { code, message, options } = error;
  const { status, retryable, title } = codes[code];
  const common = { code, retryable, requestId, timestamp, ...options.details };
  return isProblem
    ? { type: `/docs#error-${code}`, title, status, detail: message, ...common }
    : { error: title, message, ...common };
}

/**
 * The response of an error. What is not an `ApiError` is a defect: its text stays in the log. `accept` is the request's
 * header of that name.
 */
export function errorResponse(error: unknown, requestId: string, accept: string | undefined): Response {
  const known = error instanceof ApiError ? error : new ApiError("internal_error", "Internal server error");
  const { retryAfter, headers } = known.options;
  const isProblem = accept?.toLowerCase().includes(problemType) ?? false;
  const body = JSON.stringify(errorBody(known, { requestId, timestamp: new Date().toISOString(), isProblem }));
  return new Response(body, {
    status: known.status,
    headers: {
      "content-type": isProblem ? problemType : "application/json",
      "cache-control": "no-store",
      "content-length": String(Buffer.byteLength(body)),
      ...headers,
      ...(retryAfter === undefined ? {} : { "retry-after": String(Math.max(1, Math.ceil(retryAfter))) }),
    },
  });
}
