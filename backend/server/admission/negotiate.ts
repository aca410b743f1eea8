// Which representation a client wants: by `?format=`, by the body's `format`, or by the Accept header.
import { formats } from "../../output/formats.ts";
import { ApiError } from "../errors.ts";

/** `json` or an identifier of the format table. Throws `ApiError` when there is no such thing. */
export function negotiateFormat(named: string | undefined, accept: string | undefined): string {
  if (named !== undefined) {
    if (named === "json" || formats.has(named)) return named;
    const known = ["json", ...formats.keys()].join(", ");
    throw new ApiError("invalid_request", `format: ${JSON.stringify(named.slice(0, 32))} is none of ${known}`);
  }
  // Problem details are what errors may be in; they say nothing about a result.
  const ranges = acceptedRanges(accept ?? "").filter((range) => range !== "application/problem+json");
  if (ranges.length === 0) return "json";
  for (const range of ranges) {
    if (range === "*/*" || range === "application/*" || range === "application/json") return "json";
    for (const [format, { mediaType }] of formats) {
      if (range === mediaType || range === `${mediaType.split("/")[0]}/*`) return format;
    }
  }
  throw new ApiError("not_acceptable", "No representation matches the Accept header");
}

/** Media ranges, the most wanted first; equal ones keep their order. */
function acceptedRanges(accept: string): string[] {
  return accept
    .split(",", 64)
    .map((part) => {
      const [range = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith("q="));
      return { range, weight: weight === undefined ? 1 : Number(weight.slice(2)) };
    })
    .filter(({ range, weight }) => range !== "" && weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ range }) => range);
}
