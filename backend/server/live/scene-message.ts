// The message that names the parts of a scene: only what differs from the scene that the client has. A change in the middle
// of a long list leaves its head and its tail alone.
import type { ScenePart, SourceSpan } from "../pool/protocol.ts";
import type { WirePart } from "./messages.ts";

/** A scene as the client knows it: the text of each part, and where they stand in the source. */
export interface SentScene {
  readonly parts: readonly string[];
  readonly spans: string;
}

export const noScene: SentScene = { parts: [], spans: spansText([]) };

/** `keyOf` gives the key that clients know a node's mesh by. */
export function describeScene(scene: readonly ScenePart[], keyOf: (node: string) => string): SentScene {
  const parts = scene.map(({ span: _, key, ...part }) =>
    JSON.stringify({ key: keyOf(key), ...part } satisfies WirePart),
  );
  return { parts, spans: spansText(scene.map(({ span }) => span)) };
}

/** The parts from `head` up to `tail` from the end are replaced by `parts`; `spans` are absent if they did not change. */
export function sceneMessage(revision: number, before: SentScene, after: SentScene): string {
  const most = Math.min(before.parts.length, after.parts.length);
  let head = 0;
  while (head < most && before.parts[head] === after.parts[head]) head++;
  let tail = 0;
  while (tail < most - head && before.parts.at(-1 - tail) === after.parts.at(-1 - tail)) tail++;
  const parts = after.parts.slice(head, after.parts.length - tail).join(",");
  const spans = before.spans === after.spans ? "" : `,"spans":${after.spans}`;
  return `{"type":"scene","revision":${revision},"head":${head},"tail":${tail},"parts":[${parts}]${spans}}`;
}

/** `{"files":[…],"places":[file, start, end, …]}`, three numbers for each part; file −1 where there is none. */
function spansText(spans: readonly (SourceSpan | undefined)[]): string {
  const files = new Map<string, number>();
  const places: number[] = [];
  for (const span of spans) {
    if (span === undefined) {
      places.push(-1, 0, 0);
      continue;
    }
    const file = files.get(span.file) ?? files.size;
    files.set(span.file, file);
    places.push(file, span.start, span.end);
  }
  return JSON.stringify({ files: [...files.keys()], places });
}
