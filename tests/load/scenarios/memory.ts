// C-9: programs that use up the memory of their process, among good ones. They fail, nobody else does, and a process that
// ran into its cap serves nobody again.
import { isConfined } from "../../server/confined.ts";
import { Connection, requestBytes } from "../connection.ts";
import { must, type Scenario, told } from "../figures.ts";
import { probeWhile } from "../generate.ts";
import { small } from "../requests.ts";
import { countProcesses, replacedProcesses, residentMegabytes, startService, whenComplete } from "../service.ts";

/** For the memory of the kernels of outlines and of solids, and for the engine's own. */
const attacks = [
  "for (i = [0 : 60]) translate([i, 0]) circle(10, $fn = 50000);",
  "difference() { for (i = [0 : 19]) translate([15 * i, 0, 0]) sphere(10, $fn = 400); cube(100); }",
  "a = [for (i = [0 : 999998]) i]; b = concat(a, a, a, a, a, a, a, a, a); x = [for (i = [0 : 99]) concat(b, [i])];",
];

/** Different each time: the third try of the same program would be refused without one. */
function attack(number: number): Uint8Array {
  return requestBytes("POST", "/api/evaluate", { source: `${attacks[number % attacks.length]} // ${number}` });
}

const mostAttacks = 200;
/** Clients of each kind: two that attack leave one of three processes. */
const clients = 2;

export const memory: Scenario = {
  id: "C-9",
  title: "200 programs that use up their memory, among good ones",
  missing: () => (isConfined ? undefined : "evaluation processes cannot be confined here"),
  async run({ seconds, attacks: asked }) {
    const service = await startService({ environment: { PROCESS_MEMORY_MB: "256", EVALUATION_TIMEOUT: "120s" } });
    try {
      await whenComplete(service);
      const { pid, port } = service;
      const before = residentMegabytes(pid);
      const wanted = asked ?? Math.max(attacks.length, Math.min(mostAttacks, Math.round(seconds * 4)));
      const end = asked === undefined ? performance.now() + 3000 * seconds : Number.POSITIVE_INFINITY;
      const statuses = new Map<string, number>();
      let next = 0;
      const attacking = async (): Promise<void> => {
        const connection = new Connection(port);
        while (next < wanted && performance.now() < end) {
          const answer = await connection.send(attack(next++), { keepBody: true });
          const body = JSON.parse(Buffer.from(answer.body ?? []).toString() || "{}") as { limit?: string };
          const name = `${answer.status} ${body.limit ?? ""}`.trim();
          statuses.set(name, (statuses.get(name) ?? 0) + 1);
        }
        connection.close();
      };
      const attackers = Promise.all(Array.from({ length: clients }, attacking));
      const recorders = await Promise.all(Array.from({ length: clients }, () => probeWhile(port, small, attackers)));
      await attackers;
      const sent = [...statuses.values()].reduce((sum, count) => sum + count, 0);
      const sum = (fits: (status: number) => boolean): number =>
        recorders.reduce((total, recorder) => total + recorder.count(fits), 0);
      const good = sum((status) => status === 200);
      const bad = sum((status) => status !== 200);
      const refused = statuses.get("422 memory") ?? 0;
      const breaker = (await (await fetch(`${service.url}/circuit-breaker`)).json()) as { state: string };
      const { restarts, configured } = await countProcesses(service);
      await whenComplete(service);
      return [
        told("attacks", [...statuses].map(([name, count]) => `${name} ×${count}`).join(", ")),
        must("attacks that were refused for their memory", `all of ${sent}`, refused, refused === sent && sent > 0),
        must("processes replaced", `≥ ${sent}`, restarts, restarts >= sent),
        told("reasons", await replacedProcesses(service)),
        must("good requests that failed", "0", `${bad} of ${good + bad}`, bad === 0 && good > 0),
        must("circuit breaker", "CLOSED", breaker.state, breaker.state === "CLOSED"),
        told("processes in the end", String(configured)),
        told("memory of the service grew by", `${(residentMegabytes(pid) - before).toFixed(0)} MB`),
      ];
    } finally {
      await service.stop();
    }
  },
};
