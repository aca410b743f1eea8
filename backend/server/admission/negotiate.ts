// Which representation a client wants: by `?format=`, by the body's `format`, or by the Accept header.
import { formats } from "../../output/formats.ts";
import { ApiError } from "../errors.ts";

const problem = "application/problem+json";
export const zipType = "application/zip";

/** `json` or an identifier of the format table. Throws `ApiError` when there is no such thing. */
export function negotiateFormat(named: string | undefined, accept: string | undefined): string {
  if (named !== undefined) {
    if (named === "json" || formats.has(named)) return named;
    throw unknown("format", named, ["json", ...formats.keys()]);
  }
  // Problem details are what errors may be in; they say nothing about a result.
  const ranges = acceptedRanges(accept ?? "").filter((range) => range !== problem);
  if (ranges.length === 0) return "json";
  for (const range of ranges) {
    if (range === "*/*" || range === "application/*" || range === "application/json") return "json";
    for (const [format, { mediaType }] of formats) {
      if (range === mediaType || range === `${mediaType.split("/")[0]}/*`) return format;
    }
  }
  throw new ApiError("not_acceptable", "No representation matches the Accept header");
}

/** `json` or `zip` for an answer of several files, whose formats are checked. Throws `ApiError`. */
export function negotiatePackage(
  wanted: readonly string[],
  named: string | undefined,
  accept: string | undefined,
): string {
  for (const format of wanted) if (!formats.has(format)) throw unknown("formats", format, [...formats.keys()]);
  if (new Set(wanted).size < wanted.length) throw new ApiError("invalid_request", "formats: one is named twice");
  if (named === "json" || named === "zip") return named;
  if (named !== undefined) throw unknown("format", named, ["json", "zip"]);
  const ranges = acceptedRanges(accept ?? "").filter((range) => range !== problem);
  if (ranges.length === 0) return "json";
  for (const range of ranges) {
    if (range === zipType) return "zip";
    if (range === "*/*" || range === "application/*" || range === "application/json") return "json";
  }
  throw new ApiError("not_acceptable", "Several files come as application/json or application/zip");
}

function unknown(member: string, name: string, known: readonly string[]): ApiError {
  const text = JSON.stringify(name.slice(0, 32));
  return new ApiError("invalid_request", `${member}: ${text} is none of ${known.join(", ")}`);
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
