// F-3: the same program gives the same bytes, whichever process makes them, however often, before and after a restart,
// and whether or not anything was kept from before.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import { type Figure, must, type Scenario } from "../figures.ts";
import { startService } from "../service.ts";

const examples = path.resolve(import.meta.dir, "../../../examples");
const formats = ["json", "binstl", "3mf", "csg"];
const repeats = 3;

export const sameBytes: Scenario = {
  id: "F-3",
  title: "equal programs give equal bytes: repeated, in parallel, after a restart, without caches",
  async run({ seconds }) {
    const programs = readdirSync(examples)
      .filter((name) => name.endsWith(".scad"))
      .slice(0, Math.max(2, Math.floor(seconds)))
      .map((name) => ({ name, source: readFileSync(path.join(examples, name), "utf8") }));
    const seen = new Map<string, Set<string>>();
    const environments: readonly Record<string, string>[] = [
      {},
      { PROCESS_EVALUATIONS: "1" },
      { ENABLE_CACHING: "false" },
    ];
    for (const environment of environments) {
      const service = await startService({ environment });
      try {
        for (const { name, source } of programs) {
          const asked = formats.flatMap((format) => Array.from({ length: repeats }, () => format));
          await Promise.all(
            asked.map(async (format) => {
              const hash = await hashOf(service.url, source, format);
              const key = `${name} ${format}`;
              seen.set(key, (seen.get(key) ?? new Set()).add(hash));
            }),
          );
        }
      } finally {
        await service.stop();
      }
    }
    const different = [...seen].filter(([, hashes]) => hashes.size !== 1).map(([key]) => key);
    const measured = different.length === 0 ? `${seen.size} of ${seen.size}` : `differ: ${different.join(", ")}`;
    const figures: Figure[] = [
      must("results that are always the same", "all", measured, different.length === 0 && seen.size > 0),
    ];
    return figures;
  },
};

/** Members that tell of the request, not of the program. */
const ofTheRequest = ["requestId", "cached", "timings", "caches"];

/** Of the body without what differs from request to request; of an error, its code. */
async function hashOf(url: string, source: string, format: string): Promise<string> {
  const response = await fetch(`${url}/api/evaluate?format=${format}`, { method: "POST", body: source });
  if (!response.ok) return `${response.status} ${(await response.text()).slice(9, 60)}`;
  if (format === "3mf") return String(Bun.hash(withoutDate(await response.bytes())));
  if (format !== "json") return String(Bun.hash(await response.bytes()));
  const answer = (await response.json()) as Record<string, unknown>;
  for (const name of ofTheRequest) delete answer[name];
  return String(Bun.hash(JSON.stringify(answer)));
}

/** The model of a 3MF file without the time at which it was written, the one thing in it that may differ. */
function withoutDate(archive: Uint8Array): string {
  const { "3D/3dmodel.model": model = new Uint8Array(0), ...others } = unzipSync(archive);
  const text = new TextDecoder().decode(model).replace(/(name="CreationDate"[^>]*>)[^<]*/, "$1");
  return JSON.stringify([text, Object.keys(others), Object.values(others).map((bytes) => String(Bun.hash(bytes)))]);
}
