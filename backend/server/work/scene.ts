// What a preview shows of a tree: its parts with their keys, places and looks, as clients are told of them.
import { KeyMemo, keyOf } from "../../csg/key.ts";
import { identity } from "../../csg/matrix.ts";
import type { CsgNode } from "../../csg/nodes.ts";
import { type Part, partsOf } from "../../csg/parts.ts";
import type { Context } from "../../shared/context.ts";
import { printedPath } from "../../shared/diagnostic.ts";
import type { ScenePart, SourceSpan } from "../pool/protocol.ts";
import { statementEnd } from "./statement-end.ts";

/** With more, the whole program is one part: a list that long helps nobody. */
const mostParts = 5000;

export interface Scene {
  /** The subtree of each part, by key. */
  readonly parts: ReadonlyMap<string, CsgNode>;
  readonly scene: readonly ScenePart[];
  /** Knows the keys of all nodes. */
  readonly memo: KeyMemo;
  readonly spanOf: (position: number) => SourceSpan | undefined;
}

export function previewScene(ctx: Context, root: CsgNode): Scene {
  const memo = new KeyMemo();
  const spanOf = spanFinder(ctx);
  const parts = new Map<string, CsgNode>();
  const scene = partsOf(root, mostParts).map((part) => {
    const { node } = part;
    ctx.deadline.check(node.position);
    const key = keyOf(node, ctx.world, memo);
    if (!parts.has(key)) parts.set(key, node);
    return describe(part, key, spanOf(node.position));
  });
  return { parts, scene, memo, spanOf };
}

function describe({ matrix, color, modifier, ghost }: Part, key: string, span: SourceSpan | undefined): ScenePart {
  return {
    key,
    ...(matrix === identity ? {} : { matrix }),
    ...(color && { color }),
    ...(modifier && { modifier }),
    ...(ghost && { ghost }),
    ...(span && { span }),
  };
}

/** The statement at a position. Many parts come from one statement of a loop, so each is looked for once. */
function spanFinder({ sources, world }: Context): (position: number) => SourceSpan | undefined {
  const found = new Map<number, SourceSpan | undefined>();
  return (position) => {
    if (found.has(position)) return found.get(position);
    const location = position === 0 ? undefined : sources.locate(position);
    const span = location && {
      file: printedPath(location, world.documentRoot),
      start: location.offset,
      end: statementEnd(location.source.text, location.offset),
    };
    found.set(position, span);
    return span;
  };
}
