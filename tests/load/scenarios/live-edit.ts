// One editor changes one number of a model of 200 parts, again and again: what the service takes for it, and what the editor
// sees of it. Texts change, and parameters.
import { LiveClient } from "../../server/live-client.ts";
import { atMost, type Figure, must, type Scenario, told } from "../figures.ts";
import { startService } from "../service.ts";

const parts = 200;

/** For the first evaluation, on a machine that has other work, in milliseconds. */
const patience = 100_000;

export const liveEdit: Scenario = {
  id: "L-10",
  title: `one number of a model of ${parts} parts is changed, as text and as a parameter`,
  async run({ seconds }) {
    // The next edit comes when the last one is shown: faster than anybody types.
    // What the first evaluation leaves out because its time is over, the first edit would send.
    const environment = { WS_MAX_MESSAGES_PER_SECOND: "100000", EVALUATION_TIMEOUT: `${patience}ms` };
    const service = await startService({ environment });
    try {
      const client = await LiveClient.connect(service.url);
      client.open({ source: model(1, 0) });
      const opened = performance.now();
      await client.ended(0, patience);
      const first = performance.now() - opened;
      const [byText, byParameter]: [Sample[], Sample[]] = [[], []];
      const end = performance.now() + 1000 * seconds;
      for (let round = 0; round < 10 || performance.now() < end; round++) {
        const at = (7 * round) % (parts - 1);
        byText.push(await change(client, { files: { "main.scad": model(1, round + 1, at) } }));
        byParameter.push(await change(client, { parameters: { first: 2 + round / 1000 } }));
      }
      const all = [...byText, ...byParameter];
      const wrong = all.filter(({ meshes, type }) => type !== "done" || meshes !== 1).length;
      const figures: Figure[] = [told("first evaluation", `${Math.round(first)} ms, ${client.parts.length} parts`)];
      for (const [name, samples] of [
        ["text", byText],
        ["parameter", byParameter],
      ] as const) {
        figures.push(atMost(`${name}: in the service, p50`, quantile(samples, "service", 0.5), 30, "ms"));
        figures.push(atMost(`${name}: in the service, p95`, quantile(samples, "service", 0.95), 100, "ms"));
        const seen = [0.5, 0.95].map((share) => quantile(samples, "seen", share).toPrecision(3));
        figures.push(told(`${name}: seen by the client, p50, p95`, `${seen.join(", ")} ms`));
      }
      figures.push(told("edits", String(all.length)));
      figures.push(must("edits that sent anything but one mesh", "0", wrong, wrong === 0));
      client.close();
      return figures;
    } finally {
      await service.stop();
    }
  },
};

interface Sample {
  readonly type: string;
  /** Final meshes that were sent. */
  readonly meshes: number;
  /** Milliseconds in the service, waiting for a process included, and until the client knew. */
  readonly service: number;
  readonly seen: number;
}

async function change(client: LiveClient, what: object): Promise<Sample> {
  const started = performance.now();
  const revision = client.change(what);
  const { type, timings = {} } = await client.ended(revision);
  const seen = performance.now() - started;
  const service = Object.values(timings as Record<string, number>).reduce((sum, time) => sum + time, 0);
  const sent = client.messages.filter((each) => each.type === "mesh" && each.revision === revision);
  const meshes = sent.filter(({ draft }) => draft === false).length;
  client.messages.length = 0;
  return { type, meshes, service, seen };
}

function quantile(samples: readonly Sample[], of: "service" | "seen", share: number): number {
  const sorted = samples.map((sample) => sample[of]).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Blocks with a hole and a hollow; `round` changes the height of one of them, and the parameter that of another. */
function model(first: number, round: number, changed = -1): string {
  const blocks = Array.from({ length: parts - 1 }, (_, k) => {
    const place = `translate([${(k % 20) * 12}, ${Math.floor(k / 20) * 12}, 0])`;
    const height = k === changed ? 8 + round / 1000 : 5 + k / 100;
    return `${place} difference() { cube([10, 10, ${height}]); translate([5, 5, -1]) cylinder(h = 20, r = ${2 + k / 200}, $fn = 48); sphere(${1 + k / 1000}, $fn = 24); }`;
  });
  return `first = ${first};\ntranslate([0, -20, 0]) cylinder(h = first, r = 3, $fn = 64);\n${blocks.join("\n")}\n`;
}
