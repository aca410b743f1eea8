// A message of a client held against its shape: every mistake of it becomes part of one error.
import type { z } from "zod";
import { ApiError } from "../errors.ts";

/** Issues in one answer, and characters of each: a client may make a million mistakes, or one that is very long. */
const mostIssues = 50;
const longestText = 500;

/** The value, as the shape reads it. Throws `ApiError` with the first mistake as its message, and `issues`. */
export function checkShape<T>(shape: z.ZodType<T>, value: unknown): T {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.slice(0, mostIssues).map(({ path, message }) => ({
    path: path.join(".").slice(0, longestText),
    message: message.slice(0, longestText),
  }));
  const [first] = issues;
  const where = first === undefined || first.path === "" ? "" : `${first.path}: `;
  throw new ApiError("invalid_request", `${where}${first?.message}`, { details: { issues } });
}
