// L-7: fifty editors type five edits a second each, more than can be evaluated. Nobody waits for what is out of date, and
// everybody sees the last edit soon.
import { LiveClient } from "../../server/live-client.ts";
import { atLeast, atMost, type Figure, must, type Scenario, told } from "../figures.ts";
import { makeRandom } from "../random.ts";
import { type LoadedService, replacedProcesses, startService } from "../service.ts";

const editors = 50;
const editInterval = 200;

export const liveEditors: Scenario = {
  id: "L-7",
  title: `${editors} editors type five edits a second each`,
  async run({ seconds, seed }) {
    const service = await startService({ environment: { WS_MAX_CONNECTIONS_PER_ADDRESS: String(editors) } });
    try {
      const random = makeRandom(seed);
      const clients = await Promise.all(Array.from({ length: editors }, () => LiveClient.connect(service.url)));
      for (const [editor, client] of clients.entries()) client.open({ source: model(editor, 0) });
      await Promise.all(clients.map((client) => client.ended(0, 60_000)));
      const before = await outcomes(service);
      const waits = await Promise.all(clients.map((client, editor) => type(client, editor, seconds, random())));
      const after = await outcomes(service);
      const count = (outcome: string): number => (after.get(outcome) ?? 0) - (before.get(outcome) ?? 0);
      const given = count("cancelled") + count("skipped");
      const superseded = given + count("late");
      const shown = waits.filter((wait) => wait !== undefined).sort((a, b) => a - b);
      const figures: Figure[] = [
        atLeast(
          "superseded evaluations that were given up",
          superseded === 0 ? 100 : (100 * given) / superseded,
          90,
          "%",
        ),
        atMost("last edit shown after, worst editor", shown.at(-1) ?? Number.NaN, 1000, "ms"),
        told("last edit shown after, p50", `${Math.round(shown[shown.length >> 1] ?? Number.NaN)} ms`),
        must("editors that see their last edit", String(editors), shown.length, shown.length === editors),
        told("edits", `${clients.reduce((sum, { revision }) => sum + revision, 0)}`),
        told(
          "revisions",
          ["done", "cancelled", "skipped", "late", "failed"].map((name) => `${name} ${count(name)}`).join(", "),
        ),
        must("revisions that failed", "0", count("failed"), count("failed") === 0),
        told("processes replaced", await replacedProcesses(service)),
      ];
      for (const client of clients) client.close();
      return figures;
    } finally {
      await service.stop();
    }
  },
};

/** Types for a while; gives how long the last edit took to be shown, in milliseconds. */
async function type(client: LiveClient, editor: number, seconds: number, start: number): Promise<number | undefined> {
  await Bun.sleep(start * editInterval);
  const end = performance.now() + 1000 * seconds;
  let sent = performance.now();
  for (let edit = 1; performance.now() < end; edit++) {
    sent = performance.now();
    client.change({ files: { "main.scad": model(editor, edit) } });
    await Bun.sleep(Math.max(0, sent + editInterval - performance.now()));
  }
  const { type: how } = await client.ended(client.revision, 60_000);
  return how === "done" ? performance.now() - sent : undefined;
}

/** A box of a few parts; an edit changes its floor, which has holes. */
function model(editor: number, edit: number): string {
  return `// Editor ${editor}.
depth = ${2 + editor / 100 + edit / 1000};
difference() {
  cube([60, 40, depth]);
  for (x = [0 : 3], y = [0 : 1]) translate([9 + 14 * x, 10 + 20 * y, -1]) cylinder(h = 20, r = 3, $fn = 24);
}
for (x = [0, 58]) translate([x, 0, depth]) cube([2, 40, ${20 + editor}]);
for (y = [0, 38]) translate([0, y, depth]) cube([60, 2, ${20 + editor}]);
for (x = [4, 56], y = [4, 36]) translate([x, y, depth]) difference() {
  cylinder(h = 12, r = 3, $fn = 32);
  cylinder(h = 13, r = 1, $fn = 16);
}
`;
}

async function outcomes({ url }: LoadedService): Promise<ReadonlyMap<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const counts = text.matchAll(/^moicad_live_revisions_total\{outcome="(\w+)"\} (\d+)/gm);
  return new Map([...counts].map(([, outcome, count]) => [outcome as string, Number(count)]));
}
