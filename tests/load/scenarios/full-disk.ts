// C-8: the disk for results under way is full. What needs no disk goes on; what does is refused in the common form; when
// there is room again, all is well.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { atMost, type Figure, must, type Scenario } from "../figures.ts";
import { isRunning, startService } from "../service.ts";

/** Its result needs about 4 MB, so it goes through a file. */
const large = { source: "sphere(10, $fn = 120);", format: "stl" };
const little = { source: "cube(2);" };

export const fullDisk: Scenario = {
  id: "C-8",
  title: "no room for results under way, in a file system of 8 MB",
  missing() {
    if (process.getuid?.() !== 0) return "mounting a small file system needs root";
    return mount(undefined) ? undefined : "file systems cannot be mounted here";
  },
  async run() {
    const folder = mkdtempSync(path.join(tmpdir(), "moicad-disk-"));
    mount(folder);
    const service = await startService({ environment: { TEMP_DIR: folder, ENABLE_CACHING: "false" } });
    try {
      const ask = (body: unknown): Promise<Response> =>
        fetch(`${service.url}/api/evaluate`, {
          method: "POST",
          body: JSON.stringify(body),
          headers: { "content-type": "application/json" },
        });
      const figures: Figure[] = [];
      const before = await ask(large);
      const length = (await before.arrayBuffer()).byteLength;
      figures.push(must("a large result with room", "200", before.status, before.status === 200 && length > 1e6));

      const filler = path.join(folder, "filler");
      fill(filler);
      const refused = await ask(large);
      const { code, retryable = false } = (await refused.json()) as { code?: string; retryable?: boolean };
      const isTold =
        refused.status === 503 && code === "storage_full" && retryable && refused.headers.has("retry-after");
      figures.push(must("a large result without room", "503, to be tried again", `${refused.status} ${code}`, isTold));
      const small = await ask(little);
      figures.push(must("a small result without room", "200", small.status, small.status === 200));
      const health = (await (await fetch(`${service.url}/health`)).json()) as { production?: { diskSpace?: string } };
      const space = String(health.production?.diskSpace);
      figures.push(must("/health: diskSpace", "critical", space, space === "critical"));
      const ready = (await fetch(`${service.url}/ready`)).status;
      figures.push(must("/ready", "503", ready, ready === 503));
      const alive = await fetch(`${service.url}/live`);
      figures.push(must("/live", "200", alive.status, alive.status === 200 && isRunning(service.pid)));

      rmSync(filler);
      const started = performance.now();
      let again = 0;
      while (again !== 200 && performance.now() - started < 10_000) {
        const response = await ask(large);
        await response.arrayBuffer();
        again = response.status;
      }
      figures.push(atMost("with room again, well after", (performance.now() - started) / 1000, 5, "s"));
      return figures;
    } finally {
      await service.stop();
      Bun.spawnSync(["umount", folder]);
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Mounts on a folder; without one, tries whether that is possible. */
function mount(folder: string | undefined): boolean {
  const place = folder ?? mkdtempSync(path.join(tmpdir(), "moicad-disk-"));
  const options = ["mount", "-t", "tmpfs", "-o", "size=8m,mode=0755", "tmpfs", place];
  const works = Bun.spawnSync(options, { stderr: "ignore" }).exitCode === 0;
  if (folder !== undefined) return works;
  if (works) Bun.spawnSync(["umount", place]);
  rmSync(place, { recursive: true, force: true });
  return works;
}

/** Leaves no byte free. */
function fill(file: string): void {
  for (const size of [4096 * 1024, 256 * 1024, 4096])
    for (;;) {
      try {
        writeFileSync(file, Buffer.alloc(size), { flag: "a" });
      } catch {
        break;
      }
    }
}
