// The corpus of exact solids: each model as STEP, its nodes as exact as they should be, its volume by analysis, and the
// file read back. A sample runs always, all of it with MOICAD_BREP=all.
import { describe, expect, test } from "bun:test";
import { ShapeCache } from "../../../backend/kernel/cache.ts";
import { checkSolidFile, readSolidFile, type SolidFormat } from "../../../backend/kernel/occt/solid-files.ts";
import { boxOf, isValid, partsOf, preciseVolumeOf, volumeOf } from "../../../backend/kernel/occt/topology.ts";
import { commandLineLimits } from "../../../backend/shared/limits.ts";
import { evaluateShape } from "../../contract/evaluate-shape.ts";
import { ballHulls } from "./ball-hulls.ts";
import { extensions } from "./extensions.ts";
import { flat } from "./flat.ts";
import type { Model } from "./model.ts";
import { primitives } from "./primitives.ts";
import { sums } from "./sums.ts";

const cache = new ShapeCache();
const wantsAll = process.env.MOICAD_BREP === "all";
/** Of the corpus, one in this many. */
const SAMPLE = 8;

async function write(model: Model, format: SolidFormat = "step") {
  const outcome = await evaluateShape(model.source, { formats: [format], cache, features: ["brep"] });
  const bytes = outcome.outputs.get(format);
  if (bytes === undefined) throw new Error(`not written: ${outcome.lines.join("\n")}`);
  return { outcome, bytes };
}

/** What a file says when it is read again. */
async function readBack(format: SolidFormat, bytes: Uint8Array, wanted: number) {
  const occt = await cache.engines.loadOcct();
  await occt.loadSupplement();
  checkSolidFile(format, bytes, commandLineLimits);
  const brep = readSolidFile(occt, format, bytes);
  const facts = occt.run((keep, oc) => {
    const scope = { keep, oc };
    const quick = volumeOf(scope, brep.shape);
    return {
      valid: isValid(scope, brep.shape),
      volume: Math.abs(quick / wanted - 1) < 1e-9 ? quick : preciseVolumeOf(scope, brep.shape),
      solids: partsOf(scope, brep.shape, "SOLID").length,
      box: boxOf(scope, brep.shape),
    };
  });
  brep.free();
  return facts;
}

const corpus = Object.entries({ ...primitives, ...flat, ...sums, ...ballHulls, ...extensions });

describe("the corpus", () => {
  test("has its size", () => {
    expect(corpus.length).toBeGreaterThanOrEqual(120);
  });

  const chosen = corpus.filter((_, k) => wantsAll || k % SAMPLE === 0);
  test.each(chosen)(
    "%s",
    async (_name, model) => {
      const { outcome, bytes } = await write(model);
      const report = outcome.exactness;
      if (report === undefined) throw new Error("no report");
      const inexact = report.nodes.filter(({ exactness }) => exactness !== "exact");
      expect(Object.fromEntries(inexact.map(({ node, exactness }) => [node, exactness]))).toEqual(model.inexact ?? {});
      expect(report.gate.problems).toEqual([]);
      expect(report.gate.healed).toEqual([]);
      const tolerance = model.tolerance ?? 1e-9;
      const occt = await cache.engines.loadOcct();
      const read = await readBack("step", bytes, model.volume);
      expect(read.valid).toBe(true);
      expect(Math.abs(read.volume / model.volume - 1)).toBeLessThan(tolerance);
      expect(read.solids).toBe(model.solids ?? 1);
      if (model.faces !== undefined) expect(report.gate.faces).toBe(model.faces);
      expect(report.tier).toBe(Object.values(model.inexact ?? {}).includes("mesh") ? "T2" : "T1");
      occt.sweep();
    },
    300_000,
  );
});
