// Evaluates a program to geometry for a test: the whole pipeline in process, with files and options given as values.
import { packageFontFiles } from "../../backend/csg/text/package-fonts.ts";
import { evaluate, type Job, type Outcome } from "../../backend/pipeline.ts";
import { defaultLanguageOptions, type Feature } from "../../backend/shared/context.ts";
import { commandLineLimits, type Limits } from "../../backend/shared/limits.ts";
import { MemoryWorld } from "../../backend/shared/memory-world.ts";

export interface ShapeOptions extends Partial<Pick<Job, "formats" | "cache" | "forceConversion" | "triangles">> {
  /** By absolute path; the program is `/main.scad`. */
  readonly files?: ReadonlyMap<string, Uint8Array | string>;
  readonly features?: readonly Feature[];
  readonly limits?: Partial<Limits>;
  /** What the clock says, in milliseconds since 1970. */
  readonly now?: number;
}

export interface EvaluatedShape extends Outcome {
  /** Everything that was printed, message by message. */
  readonly lines: readonly string[];
}

const fonts = packageFontFiles().map((path) => ({ path, origin: "package" as const }));
const fontBytes = new Map<string, Uint8Array>();

/** Reads the package's fonts, and nothing else, from the disk. */
async function readFonts(): Promise<void> {
  if (fontBytes.size > 0) return;
  for (const { path } of fonts) fontBytes.set(path, await Bun.file(path).bytes());
}

/** What a program gives. Unless formats are asked for, its geometry and nothing written. */
export async function evaluateShape(source: string, settings: ShapeOptions = {}): Promise<EvaluatedShape> {
  const { files, features = [], limits, formats = [], now = Date.UTC(2026, 10, 20), ...job } = settings;
  await readFonts();
  const lines: string[] = [];
  const outcome = await evaluate({
    world: new MemoryWorld({
      main: source,
      files,
      fonts,
      fallback: {
        read: (path) => fontBytes.get(path),
        status: (path) => (fontBytes.has(path) ? { kind: "file", mtime: 0 } : undefined),
      },
      now: () => now,
    }),
    options: { ...defaultLanguageOptions, features: new Set(features) },
    limits: { ...commandLineLimits, ...limits },
    inputName: "main.scad",
    formats,
    triangles: formats.length === 0,
    listen: (_, line) => lines.push(line),
    ...job,
  });
  return { ...outcome, lines };
}
