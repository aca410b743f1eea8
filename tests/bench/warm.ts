// Programs evaluated by a running service again and again, beside fresh processes of a peer. Every request has another
// text, so that no finished result is given again.
import { processorTime } from "../load/service.ts";
import { Client } from "./client.ts";
import type { Contestant } from "./contestants.ts";
import { measureCommand, type Sample } from "./measure.ts";
import type { Prepared } from "./programs.ts";

export interface Service {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
}

export interface WarmResult {
  /** Milliseconds by service; none where it gave no result. */
  readonly latencies: readonly (readonly number[])[];
  /** Milliseconds of processor time of one request by service: of all its processes, on the average. */
  readonly cpu: readonly number[];
  /** Of the first service: medians are taken of each. */
  readonly stages: ReadonlyMap<string, readonly number[]>;
  /** The peers' processes. */
  readonly peers: readonly (readonly Sample[])[];
}

export interface WarmOptions {
  readonly rounds: number;
  readonly longest: number;
}

/** Requests for each program that are not counted: libraries are read, and the engine compiles what is hot. */
const warmUp = 4;

/** What a service is asked before the first program, so that it is one that has worked for a while. */
const beginning: readonly { readonly source: string; readonly format: string }[] = [
  { source: "difference() { cube(10); translate([5, 5, 5]) sphere(6); }", format: "stl" },
  { source: "for (i = [0 : 5]) translate([3 * i, 0, 0]) rotate(10 * i) cylinder(h = i + 1, r = 2);", format: "json" },
  { source: 'linear_extrude(2) offset(1) text("ab");', format: "stl" },
  {
    source: "function f(n) = n < 2 ? n : f(n - 1) + f(n - 2); module m(x) { square(x); } m(f(8)); circle(9);",
    format: "svg",
  },
  {
    source: "v = [for (i = [0 : 9]) if (i % 2 == 0) [i, i * i]]; echo(v, len(v), str(v[2]), max([1, 2]));",
    format: "echo",
  },
];
const beginningRounds = 60;

/** Resolves when the engine has compiled what every request needs. */
export async function warmUpService({ url }: Service): Promise<void> {
  for (let round = 0; round < beginningRounds; round++) {
    for (const { source, format } of beginning) {
      const body = JSON.stringify({ source: `${source}\n// ${round}\n`, format });
      const response = await fetch(`${url}/api/evaluate`, {
        method: "POST",
        body,
        headers: { "content-type": "application/json", accept: "*/*" },
      });
      await response.arrayBuffer();
      if (!response.ok) throw new Error(`the service does not answer: ${response.status}`);
    }
  }
}
/** A peer's process that computes longer, in milliseconds, is run twice only. */
const slow = 3000;

export async function measureWarm(
  prepared: Prepared,
  services: readonly Service[],
  peers: readonly Contestant[],
  { rounds, longest }: WarmOptions,
): Promise<WarmResult> {
  const clients = services.map(({ url }) => new Client(url, prepared));
  const latencies: number[][] = services.map(() => []);
  const spent = services.map(() => 0);
  const stages = new Map<string, number[]>();
  const samples: Sample[][] = peers.map(() => []);
  const failed = new Set<Client | Contestant>();
  /** Peers that took too long once. */
  const cut = new Set<Contestant>();
  const target = `${prepared.folder}/out.${prepared.program.output}`;
  for (let round = -warmUp; round < rounds; round++) {
    for (const [at, client] of alternating(clients, round)) {
      if (failed.has(client)) continue;
      const before = processorMilliseconds(services[at] as Service);
      const answer = await client.evaluate({ source: `${client.source}\n// ${round} ${Math.random()}\n` });
      if (answer === undefined) failed.add(client);
      else if (round >= 0) {
        latencies[at]?.push(answer.latency);
        spent[at] = (spent[at] ?? 0) + processorMilliseconds(services[at] as Service) - before;
        if (at === 0)
          for (const [stage, time] of answer.stages) stages.set(stage, [...(stages.get(stage) ?? []), time]);
      }
    }
    if (round < 0) continue;
    for (const [at, peer] of alternating(peers, round)) {
      const known = samples[at] as Sample[];
      // A process is three times as expensive to measure, and needs no warming up.
      if (
        failed.has(peer) ||
        cut.has(peer) ||
        round % 3 !== 0 ||
        (known.length > 1 && known.every(({ cpu }) => cpu > slow))
      )
        continue;
      const command = [...peer.command, prepared.file, "-o", target];
      const sample = await measureCommand(command, {
        folder: prepared.folder,
        target,
        milliseconds: longest,
        keepCut: true,
      });
      if (sample === undefined) failed.add(peer);
      else known.push(sample);
      if (sample?.cut) cut.add(peer);
    }
  }
  return {
    latencies: latencies.map((list, at) => (failed.has(clients[at] as Client) ? [] : list)),
    cpu: spent.map((milliseconds, at) => milliseconds / (latencies[at]?.length || 1)),
    stages,
    peers: samples.map((list, at) => (failed.has(peers[at] as Contestant) ? [] : list)),
  };
}

/** What all processes of a service have computed so far. */
export function processorMilliseconds({ pid }: Service): number {
  for (let attempt = 0; ; attempt++) {
    try {
      const { own, children } = processorTime(pid);
      return 1000 * (own + children);
    } catch (error) {
      // A process that ended meanwhile is counted by its parent the next time.
      if (attempt >= 3 || (error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}

/** In turn from the front and from the back. */
function alternating<T>(list: readonly T[], round: number): (readonly [number, T])[] {
  const entries = [...list.entries()];
  return round % 2 === 0 ? entries : entries.reverse();
}
