// The part of the API's description that is about failed evaluations: /dlq.
import type { ErrorCode } from "../errors.ts";
import { failureTypes } from "../failures.ts";
import type { Operation, OwnAnswer, Parameter } from "./api-description.ts";

const access = ["unauthorized", "forbidden", "rate_limited", "internal_error"] as const satisfies readonly ErrorCode[];
const errors = [...access, "invalid_request"] as const;

const answer = (description: string, name: string): Readonly<Record<number, OwnAnswer>> => ({
  200: { description, content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } } },
});

const type: Parameter = {
  name: "error_type",
  in: "query",
  description: "Only those of one kind.",
  schema: { type: "string", enum: [...failureTypes] },
};

const limit: Parameter = {
  name: "limit",
  in: "query",
  description: "At most so many: 100 if absent.",
  schema: { type: "integer", minimum: 1 },
};

const whose = "With an API key: one's own; with the scope `admin`, everybody's.";

export function failureOperations(): readonly Operation[] {
  return [
    {
      id: "failures",
      method: "get",
      paths: ["/dlq/failures"],
      summary: "Evaluations that failed",
      description:
        "Those that crashed or outlasted their process, or that the service could not do: not programs that are wrong or exceed " +
        `a budget. The latest thousand, until the service stops. ${whose}`,
      parameters: [limit, type],
      answers: answer("They are told.", "FailuresAnswer"),
      errors,
    },
    {
      id: "failureStats",
      method: "get",
      paths: ["/dlq/stats"],
      summary: "How many evaluations failed",
      description: whose,
      parameters: [type],
      answers: answer("The numbers.", "FailureStatsAnswer"),
      errors,
    },
    {
      id: "retryFailure",
      method: "post",
      paths: ["/dlq/{id}/retry"],
      summary: "Try a failed evaluation again",
      description: `Also what is in quarantine. ${whose}`,
      parameters: [
        { name: "id", in: "path", required: true, description: "Of a failure.", schema: { type: "string" } },
      ],
      answers: answer("How it ended.", "RetryAnswer"),
      errors: [...errors, "not_found"],
    },
    {
      id: "retryFailures",
      method: "post",
      paths: ["/dlq/retry"],
      summary: "Try failed evaluations again, one after the other",
      description: whose,
      parameters: [limit, type],
      answers: answer("How they ended.", "RetriesAnswer"),
      errors,
    },
  ];
}
