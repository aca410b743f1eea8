// Everything that the service refuses or fails at, in one form (spec/server.md §2f): an `ApiError` anywhere becomes
// `{ error: { code, message, retryable, requestId, timestamp, … } }` with the status that belongs to the code.

/** Each code with its HTTP status and whether the same request may succeed later. */
export const codes = {
  invalid_request: { status: 400, retryable: false },
  not_found: { status: 404, retryable: false },
  method_not_allowed: { status: 405, retryable: false },
  not_acceptable: { status: 406, retryable: false },
  payload_too_large: { status: 413, retryable: false },
  unsupported_media_type: { status: 415, retryable: false },
  scad_parse_error: { status: 422, retryable: false },
  scad_eval_error: { status: 422, retryable: false },
  not_exportable: { status: 422, retryable: false },
  limit_exceeded: { status: 422, retryable: false },
  rate_limited: { status: 429, retryable: true },
  /** The client left; nobody sees the answer, the log does. */
  client_closed_request: { status: 499, retryable: false },
  internal_error: { status: 500, retryable: false },
  engine_crashed: { status: 500, retryable: true },
  overloaded: { status: 503, retryable: true },
  draining: { status: 503, retryable: true },
  engine_unavailable: { status: 503, retryable: true },
  evaluation_timeout: { status: 504, retryable: false },
  request_timeout: { status: 504, retryable: false },
} as const;

export type ErrorCode = keyof typeof codes;

export interface ErrorOptions {
  /** Further members of the error object. */
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

/** The response of an error. What is not an `ApiError` is a defect: its text stays in the log. */
export function errorResponse(error: unknown, requestId: string): Response {
  const known = error instanceof ApiError ? error : new ApiError("internal_error", "Internal server error");
  const { details, retryAfter, headers } = known.options;
  const body = {
    error: {
      code: known.code,
      message: known.message,
      retryable: codes[known.code].retryable,
      requestId,
      timestamp: new Date().toISOString(),
      ...details,
    },
  };
  return new Response(JSON.stringify(body), {
    status: known.status,
    headers: {
      "content-type": "application/json",
      "cache-control": "no-store",
      ...headers,
      ...(retryAfter === undefined ? {} : { "retry-after": String(Math.max(1, Math.ceil(retryAfter))) }),
    },
  });
}
