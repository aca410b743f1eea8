// Every header that answers carry, for the API's description. tests/server/headers.test.ts compares real answers with it.

interface HeaderDescription {
  readonly description: string;
  readonly schema: { readonly type: "string" | "integer" };
}

const text = (description: string): HeaderDescription => ({ description, schema: { type: "string" } });
const integer = (description: string): HeaderDescription => ({ description, schema: { type: "integer" } });

/** What stands under a name in `components.headers`. */
export const answerHeaders = {
  "X-Request-Id": text("The request's own, or the one that the service made. It is in the log, too."),
  "X-Content-Type-Options": text("`nosniff`."),
  "Content-Security-Policy": text("Nothing may load; pages name their own style and script by hash."),
  "Referrer-Policy": text("`no-referrer`."),
  "Strict-Transport-Security": text("In production only."),
  Vary: text("Request headers that the answer depends on."),
  "Access-Control-Allow-Origin": text("The request's origin, if it is allowed."),
  "Access-Control-Expose-Headers": text("What pages of that origin may read."),
  "Content-Encoding": text("`gzip`, to clients that take it, from 1 KiB."),
  "RateLimit-Policy": text("Requests and seconds of the policy that is nearest to its limit: `10;w=60`."),
  "RateLimit-Limit": integer("Requests in a window."),
  "RateLimit-Remaining": integer("Those left."),
  "RateLimit-Reset": integer("Seconds until the window ends."),
  "Retry-After": integer("Seconds after which the same request may succeed."),
  "WWW-Authenticate": text("`Bearer`."),
  "Cache-Control": text("Whether the answer may be kept, by whom and how long."),
  ETag: text("Of the content; weak where two answers differ in bytes and mean the same."),
  "X-Cache": text(
    "`hit`, `miss`, `shared` with an evaluation that was under way, or `none` where results are not kept.",
  ),
  "Server-Timing": text("Milliseconds of each stage, and what each cache knew."),
  "Content-Disposition": text("The name of the file."),
  "Content-Location": text("Where the same file can be fetched again, as long as it is kept."),
  "X-Moicad-Exactness": text(
    "How exact a file of solids is, a dictionary of RFC 9651: `tier`, `confidence`, and how many nodes are `exact`, `faceted`, `mesh`.",
  ),
  Link: text('`rel="original"`: the file as it was sent.'),
  Location: text("The address of what was made."),
  "X-Accel-Buffering": text("`no`: proxies must pass events on at once."),
  "Cross-Origin-Opener-Policy": text("`same-origin`."),
  "Sec-WebSocket-Protocol": text("The protocol of the session, if the request named it."),
} as const satisfies Readonly<Record<string, HeaderDescription>>;

export type HeaderName = keyof typeof answerHeaders;

/** Answers of all addresses. */
export const everywhere = [
  "X-Request-Id",
  "X-Content-Type-Options",
  "Content-Security-Policy",
  "Referrer-Policy",
  "Strict-Transport-Security",
  "Vary",
  "Access-Control-Allow-Origin",
  "Access-Control-Expose-Headers",
] as const satisfies readonly HeaderName[];

/** Answers where requests are counted. */
export const ofCounted = [
  "RateLimit-Policy",
  "RateLimit-Limit",
  "RateLimit-Remaining",
  "RateLimit-Reset",
] as const satisfies readonly HeaderName[];

/** Results of evaluations. */
export const ofResults = ["Cache-Control", "ETag", "X-Cache", "Server-Timing"] as const satisfies readonly HeaderName[];

/** Results that are files. */
export const ofFiles = [
  ...ofResults,
  "Content-Disposition",
  "Content-Location",
  "X-Moicad-Exactness",
] as const satisfies readonly HeaderName[];

/** Of an answer without a body. */
export const notModified = "The client has it already: `If-None-Match`.";
