// What one task found in the caches of its process.
import type { ShapeCache } from "../../kernel/cache.ts";
import type { Job } from "../../pipeline.ts";
import type { CacheUse } from "../pool/protocol.ts";

/** Call it before a task; the function that it gives tells afterwards. */
export function watchCaches(cache: ShapeCache, libraries: NonNullable<Job["libraries"]>): () => readonly CacheUse[] {
  const before = countsOf(cache, libraries);
  return () =>
    countsOf(cache, libraries).map(({ hits, misses, ...now }, k) => ({
      ...now,
      hits: hits - (before[k]?.hits ?? 0),
      misses: misses - (before[k]?.misses ?? 0),
    }));
}

function countsOf(cache: ShapeCache, { sources, code, results }: NonNullable<Job["libraries"]>): readonly CacheUse[] {
  const { shapes, primitives } = cache.counts;
  return [
    { name: "shapes", hits: shapes.hits, misses: shapes.misses, entries: shapes.entries, bytes: shapes.bytes },
    {
      name: "primitives",
      hits: primitives.hits,
      misses: primitives.misses,
      entries: primitives.entries,
      bytes: primitives.bytes,
    },
    { name: "sources", hits: sources.hits, misses: sources.misses, entries: sources.entries },
    { name: "code", hits: code.hits, misses: code.misses, entries: code.entries },
    {
      name: "results",
      hits: results?.hits ?? 0,
      misses: results?.misses ?? 0,
      entries: results?.entries ?? 0,
      bytes: results?.bytes ?? 0,
    },
  ];
}
