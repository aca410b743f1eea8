// Programs evaluated by a running service again and again, beside fresh processes of a peer. Every request has another
// text, so that no finished result is given again.
import { Client } from "./client.ts";
import type { Contestant } from "./contestants.ts";
import { measureCommand } from "./measure.ts";
import type { Prepared } from "./programs.ts";

export interface Service {
  readonly name: string;
  readonly url: string;
}

export interface WarmResult {
  /** Milliseconds by service; none where it gave no result. */
  readonly latencies: readonly (readonly number[])[];
  /** Of the first service: medians are taken of each. */
  readonly stages: ReadonlyMap<string, readonly number[]>;
  /** Wall times of the peers' processes. */
  readonly peers: readonly (readonly number[])[];
}

export interface WarmOptions {
  readonly rounds: number;
  readonly longest: number;
}

/** Requests that are not counted: libraries are read, and the engine compiles what is hot. */
const warmUp = 4;
/** A peer's process that takes longer, in milliseconds, is run twice only. */
const slow = 3000;

export async function measureWarm(
  prepared: Prepared,
  services: readonly Service[],
  peers: readonly Contestant[],
  { rounds, longest }: WarmOptions,
): Promise<WarmResult> {
  const clients = services.map(({ url }) => new Client(url, prepared));
  const latencies: number[][] = services.map(() => []);
  const stages = new Map<string, number[]>();
  const times: number[][] = peers.map(() => []);
  const failed = new Set<Client | Contestant>();
  const target = `${prepared.folder}/out.${prepared.program.output}`;
  for (let round = -warmUp; round < rounds; round++) {
    for (const [at, client] of alternating(clients, round)) {
      if (failed.has(client)) continue;
      const answer = await client.evaluate({ source: `${client.source}\n// ${round} ${Math.random()}\n` });
      if (answer === undefined) failed.add(client);
      else if (round >= 0) {
        latencies[at]?.push(answer.latency);
        if (at === 0)
          for (const [stage, time] of answer.stages) stages.set(stage, [...(stages.get(stage) ?? []), time]);
      }
    }
    if (round < 0) continue;
    for (const [at, peer] of alternating(peers, round)) {
      const known = times[at] as number[];
      // A process is three times as expensive to measure, and needs no warming up.
      if (failed.has(peer) || round % 3 !== 0 || (known.length > 1 && Math.min(...known) > slow)) continue;
      const command = [...peer.command, prepared.file, "-o", target];
      const sample = await measureCommand(command, { folder: prepared.folder, target, milliseconds: longest });
      if (sample === undefined) failed.add(peer);
      else known.push(sample.wall);
    }
  }
  return {
    latencies: latencies.map((list, at) => (failed.has(clients[at] as Client) ? [] : list)),
    stages,
    peers: times.map((list, at) => (failed.has(peers[at] as Contestant) ? [] : list)),
  };
}

/** In turn from the front and from the back. */
function alternating<T>(list: readonly T[], round: number): (readonly [number, T])[] {
  const entries = [...list.entries()];
  return round % 2 === 0 ? entries : entries.reverse();
}
