// Facets that are turned the other way than their neighbors, and closed shells that are inside out: outermost shells must
// face outwards, those in cavities again.
import { after, encloses, signedVolume } from "../../kernel/mesh/orient.ts";
import type { Context } from "../../shared/context.ts";
import { BoxTree } from "../box-tree.ts";
import { Edges } from "../edges.ts";
import type { Issue, Repair } from "../report.ts";
import { type Shell, shellsOf } from "../shells.ts";
import type { Soup } from "../soup.ts";
import { issue, repair, type Step } from "./step.ts";

export const turnFacets: Step = (ctx, given) => {
  const issues: Issue[] = [];
  const repairs: Repair[] = [];
  const alike = turnAlike(given);
  if (alike.twisted > 0) issues.push(issue("not-orientable", alike.twisted));
  if (alike.turned > 0) {
    issues.push(issue("flipped-facets", alike.turned));
    repairs.push(repair("flipped-facets", alike.turned));
  }
  const outwards = turnOutwards(ctx, alike.soup);
  if (outwards.turned > 0) {
    issues.push(issue("inside-out", outwards.turned));
    repairs.push(repair("inside-out", outwards.turned));
  }
  if (outwards.nested > 0) issues.push(issue("nested-shells", outwards.nested, "warning"));
  return { soup: outwards.soup, issues, repairs };
};

interface Alike {
  readonly soup: Soup;
  readonly turned: number;
  /** Edges at which two facets differ however they are turned. */
  readonly twisted: number;
}

/** Goes from facet to facet over edges that have two; the fewer ones of each connected part are turned. */
function turnAlike(soup: Soup): Alike {
  const { triangles, origins } = soup;
  const edges = new Edges(soup.positions.length / 3, triangles);
  const partners = new Int32Array(triangles.length).fill(-1);
  let disagree = 0;
  for (let edge = 0; edge < edges.count; edge++) {
    const [a, b, third] = edges.members(edge);
    if (a === undefined || b === undefined || third !== undefined) continue;
    partners[a] = b;
    partners[b] = a;
    if (edges.isForward(a) === edges.isForward(b)) disagree++;
  }
  if (disagree === 0) return { soup, turned: 0, twisted: 0 };

  /** 1: as the first of its part, 2: the other way, 0: not reached. */
  const side = new Uint8Array(origins.length);
  const turn = new Uint8Array(origins.length);
  let twisted = 0;
  for (let seed = 0; seed < origins.length; seed++) {
    if (side[seed] !== 0) continue;
    const part = [seed];
    side[seed] = 1;
    for (let at = 0; at < part.length; at++) {
      const triangle = part[at] as number;
      for (let edge = 3 * triangle; edge < 3 * triangle + 3; edge++) {
        const partner = partners[edge] as number;
        if (partner < 0) continue;
        const other = Math.floor(partner / 3);
        const same = edges.isForward(edge) !== edges.isForward(partner);
        const wanted = same ? (side[triangle] as number) : 3 - (side[triangle] as number);
        if (side[other] === 0) {
          side[other] = wanted;
          part.push(other);
        } else if (side[other] !== wanted) twisted++;
      }
    }
    const others = part.filter((triangle) => side[triangle] === 2);
    const minority = 2 * others.length > part.length ? part.filter((triangle) => side[triangle] === 1) : others;
    for (const triangle of minority) turn[triangle] = 1;
  }
  const turned = turn.reduce((sum, one) => sum + one, 0);
  return { soup: turnTriangles(soup, turn), turned, twisted: twisted / 2 };
}

interface Outwards {
  readonly soup: Soup;
  /** Shells that were inside out. */
  readonly turned: number;
  /** Bodies inside the material of others. */
  readonly nested: number;
}

interface Placed {
  readonly shell: Shell;
  readonly volume: number;
  readonly box: Float64Array;
}

/** Volumes up to this part of a box's are what rounding leaves of nothing. */
const rounding = 1e-12;

function turnOutwards(ctx: Context, soup: Soup): Outwards {
  const placed = shellsOf(soup)
    .filter(({ closed }) => closed)
    .map((shell): Placed => ({ shell, volume: signedVolume(soup, shell.triangles), box: boxOf(soup, shell.triangles) }))
    .filter(({ volume, box }) => Math.abs(volume) > rounding * diagonalOf(box) ** 3)
    .sort((a, b) => Math.abs(b.volume) - Math.abs(a.volume));
  const boxes = new Float64Array(6 * placed.length);
  for (const [at, { box }] of placed.entries()) boxes.set(box, 6 * at);
  const tree = new BoxTree(boxes);
  /** By place in `placed`: +1 when the shell faces outwards as it will be, and whether it is turned for that. */
  const faces: number[] = [];
  const turns: boolean[] = [];
  let turned = 0;
  let nested = 0;
  for (const [at, { shell, volume }] of placed.entries()) {
    ctx.deadline.check();
    const corner = 3 * (soup.triangles[3 * (shell.triangles[0] as number)] as number);
    const point = soup.positions.subarray(corner, corner + 3);
    const parent = smallestAround(ctx, soup, { tree, placed, point, at });
    const follows = parent !== undefined && (turns[parent] as boolean);
    const facing = (volume > 0 ? 1 : -1) * (follows ? -1 : 1);
    // Outermost shells face outwards, and so do those in the cavities of others; one in the material may do either.
    const mustFaceOut = parent === undefined || (faces[parent] as number) < 0;
    const turnsItself = mustFaceOut && facing < 0;
    if (parent !== undefined && (faces[parent] as number) > 0 && facing > 0) nested++;
    faces.push(mustFaceOut ? 1 : facing);
    turns.push(follows !== turnsItself);
    if (follows !== turnsItself) turned++;
  }
  if (turned === 0) return { soup, turned, nested };
  const turn = new Uint8Array(soup.origins.length);
  for (const [at, { shell }] of placed.entries()) {
    if (turns[at]) for (const triangle of shell.triangles) turn[triangle] = 1;
  }
  return { soup: turnTriangles(soup, turn), turned, nested };
}

interface Search {
  readonly tree: BoxTree;
  readonly placed: readonly Placed[];
  readonly point: Float64Array;
  /** The shell that the point belongs to: only larger ones, which stand before it, can be around it. */
  readonly at: number;
}

/** The innermost shell around a point. */
function smallestAround(ctx: Context, soup: Soup, { tree, placed, point, at }: Search): number | undefined {
  const candidates: number[] = [];
  tree.overlapping([...point, ...point], (item) => {
    // A shell that sticks out of another is not inside it: they cross.
    if (item < at && holds((placed[item] as Placed).box, (placed[at] as Placed).box)) candidates.push(item);
  });
  candidates.sort((a, b) => b - a);
  return candidates.find((candidate) => {
    ctx.deadline.check();
    return encloses(soup, (placed[candidate] as Placed).shell.triangles, point);
  });
}

function diagonalOf(box: Float64Array): number {
  return Math.hypot(...[0, 1, 2].map((axis) => (box[3 + axis] as number) - (box[axis] as number)));
}

function holds(outer: Float64Array, inner: Float64Array): boolean {
  return inner.every((value, k) => (k < 3 ? value >= (outer[k] as number) : value <= (outer[k] as number)));
}

function boxOf({ positions, triangles }: Soup, members: readonly number[]): Float64Array {
  const box = new Float64Array(6).fill(Number.POSITIVE_INFINITY, 0, 3).fill(Number.NEGATIVE_INFINITY, 3);
  for (const triangle of members) {
    for (let corner = 3 * triangle; corner < 3 * triangle + 3; corner++) {
      for (let axis = 0; axis < 3; axis++) {
        const value = positions[3 * (triangles[corner] as number) + axis] as number;
        box[axis] = Math.min(box[axis] as number, value);
        box[3 + axis] = Math.max(box[3 + axis] as number, value);
      }
    }
  }
  return box;
}

/** Turns round the triangles that are marked. */
function turnTriangles(soup: Soup, marked: Uint8Array): Soup {
  const triangles = soup.triangles.slice();
  for (let triangle = 0; triangle < marked.length; triangle++) {
    if (marked[triangle] === 0) continue;
    const second = after(3 * triangle);
    const kept = triangles[second] as number;
    triangles[second] = triangles[second + 1] as number;
    triangles[second + 1] = kept;
  }
  return { ...soup, triangles };
}
