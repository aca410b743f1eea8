// C-13: the service's process stands still for two seconds, as a machine under pressure makes it. Nothing is lost, and
// the metrics say that it happened.
import { type Figure, must, type Scenario } from "../figures.ts";
import { loadClosed } from "../generate.ts";
import { small } from "../requests.ts";
import { childrenOf, startService } from "../service.ts";

const stallTime = 2000;

export const stall: Scenario = {
  id: "C-13",
  title: "the service stands still for two seconds, 8 clients",
  async run({ seconds }) {
    const service = await startService();
    try {
      const { pid, port, url } = service;
      const children = childrenOf(pid).length;
      const duration = Math.max(4, Math.min(20, seconds));
      const load = loadClosed({ port, clients: 8, seconds: duration, next: small });
      await Bun.sleep(1000);
      process.kill(pid, "SIGSTOP");
      await Bun.sleep(stallTime);
      process.kill(pid, "SIGCONT");
      const { recorder } = await load;
      const other = recorder.count((status) => status !== 200);
      const figures: Figure[] = [
        must("answers that are not 200", "0", other === 0 ? 0 : recorder.summary(), other === 0),
        must(
          "longest answer",
          "takes the stall into account",
          `${Math.round(recorder.longest)} ms`,
          recorder.longest > 1500,
        ),
        must("processes", `≥ ${children}`, childrenOf(pid).length, childrenOf(pid).length >= children),
      ];
      const metrics = await fetch(`${url}/metrics`);
      const text = await metrics.text();
      const lag = /^moicad_event_loop_lag_seconds(?:_max)?(?:\{[^}]*\})? (\S+)/m.exec(text)?.[1];
      const told = lag === undefined ? `no such metric (${metrics.status})` : `${lag} s`;
      figures.push(must("moicad_event_loop_lag_seconds", "≥ 1 s", told, Number(lag) >= 1));
      return figures;
    } finally {
      process.kill(service.pid, "SIGCONT");
      await service.stop();
    }
  },
};
