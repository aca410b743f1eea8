// L-2 and L-3: how many evaluations a second the service makes, and how many answers it gives that cost nothing.
import { atLeast, type Figure, must, type Scenario, told } from "../figures.ts";
import { loadClosed } from "../generate.ts";
import { known, live, small } from "../requests.ts";
import { evaluationTime, type LoadedService, processorTime, startService } from "../service.ts";

const clients = 16;

/** Evaluations of small programs a second that no cache knows. */
export async function measureCapacity({ port }: LoadedService, seconds: number): Promise<number> {
  await loadClosed({ port, clients, seconds: Math.min(2, seconds), next: small });
  const { recorder, seconds: took } = await loadClosed({ port, clients, seconds, next: small });
  return recorder.count((status) => status === 200) / took;
}

export const capacity: Scenario = {
  id: "L-2",
  title: "small programs that no cache knows, as fast as they are answered",
  async run({ seconds }) {
    const service = await startService();
    try {
      await loadClosed({ port: service.port, clients, seconds: Math.min(2, seconds), next: small });
      const [evaluated, own] = [await evaluationTime(service), processorTime(service.pid).own];
      const { recorder, seconds: took } = await loadClosed({ port: service.port, clients, seconds, next: small });
      const good = recorder.count((status) => status === 200);
      const each = (used: number): string => `${((1000 * used) / good).toPrecision(3)} ms`;
      const [ofPrograms, ofService] = [
        each((await evaluationTime(service)) - evaluated),
        each(processorTime(service.pid).own - own),
      ];
      const other = recorder.count((status) => status !== 200);
      return [
        atLeast("evaluations a second", good / took, 400, "/s"),
        told(
          "latency p50, p99",
          quantiles(recorder.quantile("small", 200, 0.5), recorder.quantile("small", 200, 0.99)),
        ),
        told("processor time of one", `${ofPrograms}, and ${ofService} of the service itself`),
        must("answers that are not 200", "0", other === 0 ? 0 : recorder.summary(), other === 0 && good > 0),
      ];
    } finally {
      await service.stop();
    }
  },
};

export const cached: Scenario = {
  id: "L-3",
  title: "the same program again and again; /live alone",
  async run({ seconds }) {
    const service = await startService();
    try {
      const figures: Figure[] = [];
      for (const [planned, bound] of [
        [known, 5000],
        [live, 20_000],
      ] as const) {
        await loadClosed({ port: service.port, clients, seconds: Math.min(1, seconds), next: () => planned });
        const next = () => planned;
        const { recorder, seconds: took } = await loadClosed({ port: service.port, clients, seconds, next });
        const good = recorder.count((status) => status === 200);
        const other = recorder.count((status) => status !== 200);
        figures.push(
          atLeast(`${planned.kind}: answers a second`, good / took, bound, "/s"),
          must(`${planned.kind}: answers that are not 200`, "0", other === 0 ? 0 : recorder.summary(), other === 0),
        );
      }
      return figures;
    } finally {
      await service.stop();
    }
  },
};

function quantiles(...values: readonly number[]): string {
  return values.map((value) => `${value.toPrecision(3)} ms`).join(", ");
}
