// L-6: as many live sessions as are allowed. One more is refused, those that only watch cost next to nothing, and those that
// edit are answered as if they were alone.
import { LiveClient } from "../../server/live-client.ts";
import { atMost, type Figure, must, type Scenario, told } from "../figures.ts";
import { makeRandom } from "../random.ts";
import { residentMegabytes, startService } from "../service.ts";

const most = 1000;
/** A run of a second has a tenth of them, to be over soon. */
const sessionsPerSecond = 100;
const editsPerSecond = 10;
/** Sessions that open at once. */
const atOnce = 20;

export const liveCrowd: Scenario = {
  id: "L-6",
  title: `${most} live sessions, ${editsPerSecond} edits a second among them`,
  async run({ seconds, seed }) {
    const sessions = Math.min(most, Math.ceil(seconds * sessionsPerSecond));
    const limits = { WS_MAX_CONNECTIONS: String(sessions), WS_MAX_CONNECTIONS_PER_ADDRESS: String(2 * sessions) };
    const service = await startService({ environment: limits });
    try {
      // The first ones make the service load and compile what sessions need.
      const clients: LiveClient[] = await openSome(service.url, atOnce, 0);
      const before = residentMegabytes(service.pid);
      const measured = sessions - clients.length;
      while (clients.length < sessions)
        clients.push(...(await openSome(service.url, Math.min(atOnce, sessions - clients.length), clients.length)));
      const kilobytes = (1024 * (residentMegabytes(service.pid) - before)) / measured;
      const refused = await LiveClient.connect(service.url).then(
        () => "taken",
        () => "refused",
      );
      const waits = await edit(clients, seconds, makeRandom(seed));
      waits.sort((a, b) => a - b);
      const lost = clients.filter(({ closed }) => closed !== undefined).length;
      const figures: Figure[] = [
        told("sessions", String(sessions)),
        must("one session more", "refused", refused, refused === "refused"),
        must("sessions that were lost", "0", lost, lost === 0),
        atMost("memory of the service for a session", kilobytes, 100, "KB"),
        atMost("an edit is shown after: p99", waits[Math.ceil(0.99 * waits.length) - 1] ?? Number.NaN, 200, "ms"),
        told("the same: p50", `${Math.round(waits[waits.length >> 1] ?? Number.NaN)} ms, of ${waits.length}`),
      ];
      for (const client of clients) client.close();
      return figures;
    } finally {
      await service.stop();
    }
  },
};

/** Opens sessions and waits until each has seen its model. */
async function openSome(url: string, count: number, first: number): Promise<LiveClient[]> {
  const clients = await Promise.all(Array.from({ length: count }, () => LiveClient.connect(url)));
  for (const [i, client] of clients.entries()) client.open({ source: model(first + i, 0) });
  await Promise.all(clients.map((client) => client.ended(0, 60_000)));
  return clients;
}

/** Lets one session after the other edit; gives how long each took to see it, in milliseconds. */
async function edit(clients: readonly LiveClient[], seconds: number, random: () => number): Promise<number[]> {
  const waits: number[] = [];
  const count = Math.ceil(seconds * editsPerSecond);
  const shown: Promise<void>[] = [];
  for (let i = 0; i < count; i++) {
    const session = Math.floor(random() * clients.length);
    const client = clients[session] as LiveClient;
    const sent = performance.now();
    const revision = client.change({ files: { "main.scad": model(session, i + 1) } });
    shown.push(
      client
        .next((message) => message.type === "done" && (message.revision ?? 0) >= revision, 60_000)
        .then(() => {
          waits.push(performance.now() - sent);
        }),
    );
    await Bun.sleep(1000 / editsPerSecond);
  }
  await Promise.all(shown);
  return waits;
}

function model(session: number, edit: number): string {
  return `cube([10, ${10 + session / 1000}, ${5 + edit / 1000}]); translate([20, 0, 0]) cylinder(h = 4, r = 3, $fn = 24);`;
}
