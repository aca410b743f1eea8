// What must be true of every answer, whatever was asked: a known status, JSON of one shape for everything that is not a
// success, the request's identifier in header and body, nothing of this machine in the text.
import { codes, type ErrorCode } from "../../backend/server/errors.ts";
import { errorAnswer } from "../../backend/server/routes/answers.ts";

export interface ReceivedAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** Defects end a request with this; a process that died twice does, too, and is counted apart. */
const defectStatus = 500;

/** What is wrong with an answer; undefined when nothing is. */
export function complaintOf({ status, headers, body }: ReceivedAnswer): string | undefined {
  if (status === 200) return headers.has("x-request-id") ? undefined : "a success without X-Request-Id";
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return `${status} with a body that is not JSON: ${body.slice(0, 200)}`;
  }
  const shape = errorAnswer.safeParse(parsed);
  if (!shape.success) return `${status} of another shape: ${JSON.stringify(shape.error.issues).slice(0, 300)}`;
  const error = shape.data;
  if (codes[error.code as ErrorCode].status !== status) return `${status} with code ${error.code}`;
  if (status === defectStatus) return `${error.code}: ${error.message}`;
  if (!headers.get("content-type")?.startsWith("application/json"))
    return `${status} as ${headers.get("content-type")}`;
  if (headers.get("x-request-id") !== error.requestId) return "X-Request-Id differs from the body's";
  const text = error.message;
  if (/node_modules|\/work\/|\/root\/|\/home\/|\bat .+:\d+:\d+/.test(text))
    return `a path of the machine: ${text.slice(0, 200)}`;
  return undefined;
}
