// The live lane as one part of the service: its sessions, meshes and connections, with the limits that guard them.
import { bodiesOfOneClient } from "../admission/body.ts";
import type { Config } from "../config.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Pool } from "../pool/pool.ts";
import { Connections, messageWeight } from "./connections.ts";
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

/** A client's sessions may say as much as a quarter of them could at their highest rate, and five seconds of it at once. */
const speakingShare = 1 / 4;
const secondsAtOnce = 5;

export function openLiveService({ config, pool, metrics, log, version }: LiveParts): LiveService {
  const { live } = config;
  const parts = new PartStore(live.partBytes);
  const room = { bytes: config.bodiesBytes, clientBytes: bodiesOfOneClient(config) };
  const lane = new Lane({ pool, width: config.processes, room, metrics, log });
  const weightPerSecond = messageWeight * live.messagesPerSecond * (1 + live.connectionsPerAddress * speakingShare);
  const connections = new Connections({
    most: live.connections,
    mostPerClient: live.connectionsPerAddress,
    weightPerSecond,
    weightAtOnce: secondsAtOnce * weightPerSecond,
  });
  metrics.watchLive({ connections: () => connections.size, parts: () => parts.counts });
  return { lane, parts, keys: new PartKeys(version), connections };
}
