// What a request says about the evaluation that is made for it.
import type { Context } from "hono";
import type { ObtainOptions } from "../obtain.ts";
import type { Service, ServiceEnv } from "../service.ts";

/** `milliseconds`: what the evaluation may take. */
export function obtainOptions(
  { processorBudget }: Service,
  c: Context<ServiceEnv>,
  milliseconds: number,
): ObtainOptions {
  const client = c.get("client");
  return {
    milliseconds,
    signal: c.req.raw.signal,
    tenant: c.get("tenant"),
    arrived: c.env.arrived,
    onSpent: (spent) => processorBudget.spend(client, spent),
  };
}
