// The answers of an operation as the API's description has them: its own, its errors, and the headers that they share.
import { codes, type ErrorCode } from "../errors.ts";
import { everywhere, type HeaderName, ofCounted } from "./answer-headers.ts";
import type { Answer, Operation, OwnAnswer } from "./api-description.ts";
import { errorTexts } from "./error-texts.ts";

/** Packed like everything under /api/. */
export const largeAddresses: readonly string[] = ["/", "/docs", "/openapi.json"];

export function describeAnswers(
  own: Operation["answers"],
  errors: readonly ErrorCode[],
  path: string,
): Record<string, Answer> {
  const all: [string, OwnAnswer][] = [...Object.entries(errorAnswers(errors)), ...Object.entries(own)];
  const shared = [
    ...everywhere,
    ...(path.startsWith("/api/") || largeAddresses.includes(path) ? (["Content-Encoding"] as const) : []),
    ...(errors.includes("rate_limited") ? ofCounted : []),
  ];
  return Object.fromEntries(
    all.map(([status, answer]) => [status, { ...answer, headers: references([...shared, ...(answer.headers ?? [])]) }]),
  );
}

function references(names: readonly HeaderName[]): Answer["headers"] {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

/** Error codes grouped by their status; the codes and what they mean stand in the text. */
function errorAnswers(errors: readonly ErrorCode[]): Record<string, OwnAnswer> {
  const described: Record<string, OwnAnswer> = {};
  const byStatus = Map.groupBy(errors, (code) => codes[code].status);
  for (const [status, members] of [...byStatus].sort(([a], [b]) => a - b)) {
    const retried = members.some((code) => codes[code].retryable) && status !== 500;
    described[status] = {
      description: members.map((code) => `\`${code}\`: ${errorTexts[code]}`).join("\n\n"),
      headers: [
        "Cache-Control",
        ...(retried ? (["Retry-After"] as const) : []),
        ...(status === 401 ? (["WWW-Authenticate"] as const) : []),
      ],
      content: {
        "application/json": { schema: { $ref: "#/components/schemas/ErrorAnswer" } },
        "application/problem+json": { schema: { $ref: "#/components/schemas/ProblemAnswer" } },
      },
    };
  }
  return described;
}
