// What a request says about how its body is read, and about the evaluation that is made for it.
import type { Context } from "hono";
import type { ReadOptions } from "../admission/program-request.ts";
import type { ObtainOptions } from "../obtain.ts";
import type { Service, ServiceEnv } from "../service.ts";

/** `milliseconds`: what the body may take to arrive. */
export function readOptions({ config, assets }: Service, c: Context<ServiceEnv>, milliseconds: number): ReadOptions {
  return {
    ...config,
    milliseconds,
    room: c.get("room"),
    query: c.req.query(),
    readAsset: (id) => assets.read(id, c.get("tenant")),
  };
}

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
    requestId: c.get("requestId"),
    tenant: c.get("tenant"),
    arrived: c.env.arrived,
    onSpent: (spent) => processorBudget.spend(client, spent),
  };
}
