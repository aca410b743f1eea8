// The live lane as one part of the service: its sessions, meshes and connections, with the limits that guard them.
import type { Config } from "../config.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Pool } from "../pool/pool.ts";
import { Connections } from "./connections.ts";
import { Lane } from "./lane.ts";
import { PartKeys } from "./part-keys.ts";
import { PartStore } from "./part-store.ts";

export interface LiveService {
  readonly lane: Lane;
  readonly parts: PartStore;
  readonly keys: PartKeys;
  readonly connections: Connections;
}

export interface LiveParts {
  readonly config: Config;
  readonly pool: Pool;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly version: string;
}

export function openLiveService({ config, pool, metrics, log, version }: LiveParts): LiveService {
  const { live } = config;
  const parts = new PartStore(live.partBytes);
  const lane = new Lane({ pool, width: config.processes, metrics, log });
  const connections = new Connections({ most: live.connections, mostPerClient: live.connectionsPerAddress });
  metrics.watchLive({ connections: () => connections.size, parts: () => parts.counts });
  return { lane, parts, keys: new PartKeys(version), connections };
}
