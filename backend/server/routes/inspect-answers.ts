// The shapes of what /api/validate and /api/heal answer in JSON, for the API's description; see answers.ts.
import { z } from "zod";
import { fileTypeNames } from "../../inspect/file-types.ts";
import { stageNames } from "../../inspect/report.ts";
import { flatTypeNames } from "../admission/asset-types.ts";
import { evaluateAnswer, measuresAnswer, outputAnswer } from "./answers.ts";

const code = z.string().describe("Names the kind of defect; stable between versions.");
const count = z.int().nonnegative();

const issueAnswer = z.object({
  code,
  severity: z.enum(["error", "warning"]),
  message: z.string(),
  count: count.optional(),
});

const stageAnswer = z.object({
  stage: z.int().min(1).max(5),
  name: z.enum(stageNames),
  status: z.enum(["passed", "warning", "failed", "skipped"]).describe("Skipped: a stage before it failed."),
  ms: z.number().nonnegative(),
  issues: z.array(issueAnswer),
});

const validation = z.object({
  stages: z.array(stageAnswer),
  qualityScore: z
    .number()
    .min(0)
    .max(1)
    .describe("1: no defects; 0.7 or less: there are errors; 0: it cannot be read."),
});

const type = z.enum(fileTypeNames).nullable().describe("What the file is; null when that is not known.");
const { requestId, cached, timings, caches } = evaluateAnswer.shape;
const head = { requestId, cached, timings, caches };

const healing = z.object({
  applied: z.array(z.object({ code, count, message: z.string() })).describe("Empty: the file is as it was."),
  remaining: z.array(issueAnswer).describe("What is still wrong with the healed file."),
});

export const healAnswer = z.object({
  ...head,
  type,
  validation: validation.describe("Of the original."),
  healing,
  original: z.object({ sha256: z.string(), bytes: count }),
  measures: measuresAnswer.describe("Of the healed file."),
  outputs: z.record(z.string(), outputAnswer).describe("The healed file, by its type; empty when there is none."),
  diagnostics: evaluateAnswer.shape.diagnostics,
});

export const validateAnswer = z.object({
  ...head,
  type,
  validation,
  measures: measuresAnswer,
  healing: healing.describe("With `heal=auto`, if the file was not valid; then as /api/heal answers.").optional(),
  original: healAnswer.shape.original.optional(),
  outputs: healAnswer.shape.outputs.optional(),
  diagnostics: healAnswer.shape.diagnostics.optional(),
});

export const assetAnswer = z.object({
  requestId,
  id: z.string().describe("SHA-256 of the bytes, hexadecimal."),
  type: z.enum([...fileTypeNames, ...flatTypeNames]),
  bytes: count,
  expires: z.iso.datetime().describe("When it goes if nobody uses it."),
  validation: validation.optional().describe("Of solids, when they are uploaded."),
});
