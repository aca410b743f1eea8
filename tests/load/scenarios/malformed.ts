// F-1: requests that are broken or hostile, thousands of them. The service answers each in the common form and in time;
// what ends an evaluation process is counted and told with its seed, and what the process died of with the service's log.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { hostileRequest } from "../../fuzz/request-bodies.ts";
import { hostileHead } from "../../fuzz/request-heads.ts";
import { complaintOf } from "../../fuzz/request-oracle.ts";
import { atMost, must, type Scenario, told } from "../figures.ts";
import {
  childrenOf,
  isRunning,
  type LoadedService,
  replacedProcesses,
  residentMegabytes,
  startService,
} from "../service.ts";

const clients = 4;
const evaluationTime = 2000;
/** More tells nothing new. */
const shownComplaints = 10;
const mostRequests = 10_000;
const shownSlow = 5;

export const malformed: Scenario = {
  id: "F-1",
  title: "broken and hostile bodies, up to 10 000, and a tenth as many heads, from a seed",
  async run({ seconds, seed }) {
    const logs = mkdtempSync(path.join(tmpdir(), "moicad-load-"));
    const service = await startService({
      environment: {
        EVALUATION_TIMEOUT: `${evaluationTime}ms`,
        REQUEST_TIMEOUT: `${evaluationTime}ms`,
        LOG_DIR: logs,
        LOG_LEVEL: "warn",
      },
    });
    try {
      const before = residentMegabytes(service.pid);
      const statuses = new Map<number, number>();
      const complaints: string[] = [];
      const crashes: string[] = [];
      const slowest: { readonly milliseconds: number; readonly what: string }[] = [];
      let next = seed * 1_000_000;
      const first = next;
      const end = performance.now() + seconds * 1000;
      const client = async (): Promise<void> => {
        while (performance.now() < end && next - first < mostRequests) {
          const number = next++;
          const { family, address, headers, body } = hostileRequest(number);
          const asked = performance.now();
          const request = { method: "POST", body: body as Uint8Array<ArrayBuffer>, headers };
          const answer = await fetch(service.url + address, request).catch((error: Error) => error);
          const milliseconds = performance.now() - asked;
          const status = answer instanceof Error ? 0 : answer.status;
          slowest.push({ milliseconds, what: `${number} (${family}) ${status} ${(milliseconds / 1000).toFixed(1)} s` });
          slowest.sort((a, b) => b.milliseconds - a.milliseconds).splice(shownSlow);
          if (answer instanceof Error) {
            complaints.push(`${number} (${family}): no answer, ${answer.message}`);
            continue;
          }
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
          const complaint = complaintOf({ status, headers: answer.headers, body: await answer.text() });
          if (complaint === undefined) continue;
          (complaint.startsWith("engine_crashed") ? crashes : complaints).push(`${number} (${family}): ${complaint}`);
        }
      };
      await Promise.all(Array.from({ length: clients }, client));
      const heads = await sendHeads(service, first, Math.ceil((next - first) / 10));
      const after = await fetch(`${service.url}/api/evaluate`, { method: "POST", body: "cube(2);" });
      const all = [...statuses.values()].reduce((sum, count) => sum + count, 0);
      const listed = (lines: readonly string[]): string =>
        lines.length === 0 ? "0" : `${lines.length}: ${lines.slice(0, shownComplaints).join(" | ")}`;
      return [
        told(
          "answers",
          `${all}: ${[...statuses]
            .sort(([a], [b]) => a - b)
            .map(([s, n]) => `${s}×${n}`)
            .join(", ")}`,
        ),
        must("answers of a wrong form", "0", listed(complaints), complaints.length === 0 && all > 0),
        must("requests that ended a process twice", "0", listed(crashes), crashes.length === 0),
        told("answers to heads", [...heads].map(([status, count]) => `${status || "none"}×${count}`).join(", ")),
        must("heads that met a defect", "0", heads.get(500) ?? 0, !heads.has(500)),
        told("processes replaced", await replacedProcesses(service)),
        told("processes died", listed(deathsIn(path.join(logs, "combined.log")))),
        must("the service", "runs and evaluates", after.status, after.status === 200 && isRunning(service.pid)),
        must("processes", "≥ 1", childrenOf(service.pid).length, childrenOf(service.pid).length >= 1),
        atMost("longest answer", slowest[0]?.milliseconds ?? 0, 2 * evaluationTime + 1000, "ms"),
        told("longest answers", slowest.map(({ what }) => what).join(" | ")),
        told("memory of the service grew by", `${(residentMegabytes(service.pid) - before).toFixed(0)} MB`),
      ];
    } finally {
      await service.stop();
      rmSync(logs, { recursive: true });
    }
  },
};

/** What processes died of, as the service tells it. */
function deathsIn(logFile: string): readonly string[] {
  const lines = readFileSync(logFile, "utf8").split("\n");
  return lines.flatMap((line) => {
    if (!line.includes("process died under a program")) return [];
    const { key, how, ofMemory, byItself, task } = JSON.parse(line) as Record<string, unknown>;
    return [JSON.stringify({ task, key: String(key).slice(0, 24), how, ofMemory, byItself })];
  });
}

/** Sends heads, each on a connection of its own; statuses of the answers, 0 where there was none. */
async function sendHeads({ port }: LoadedService, first: number, count: number): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  for (let seed = first; seed < first + count; seed++) {
    const status = await statusOf(port, hostileHead(seed));
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  return statuses;
}

/** A service may wait for more of a request that does not end; nobody waits for that here. */
const patience = 300;

function statusOf(port: number, bytes: Uint8Array): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  const connected = Bun.connect({
    hostname: "127.0.0.1",
    port,
    socket: {
      open: (socket) => void socket.write(bytes),
      data(socket, answer) {
        resolve(Number(/^HTTP\/1\.[01] (\d{3})/.exec(answer.toString("latin1", 0, 20))?.[1] ?? 0));
        socket.end();
      },
      close: () => resolve(0),
      error: () => resolve(0),
    },
  });
  setTimeout(() => {
    resolve(0);
    void connected.then((socket) => socket.end());
  }, patience);
  return promise;
}
