// Content keys: SHA-256 over what a node means, so that equal keys mean equal geometry (spec/geometry.md §5). The tree is a
// Merkle tree: a node's key covers its children's. Caches and realize.ts use it.
import { sha256 } from "../shared/hash.ts";
import type { World } from "../shared/world.ts";
import { ByteWriter } from "./byte-writer.ts";
import { BACKGROUND, type CsgNode, type Fragments } from "./nodes.ts";

export interface KeyMemoOptions {
  /** Paths of the fonts that the program names with `use`. */
  readonly fonts?: readonly string[];
}

/** What is known of one tree and one world while keys are asked for. A new one for every evaluation. */
export class KeyMemo {
  readonly nodes = new Map<CsgNode, string>();
  readonly files = new Map<string, string>();
  /** Digests of long lists of points or indices, which many nodes may share. */
  readonly lists = new Map<readonly unknown[], string>();
  readonly usedFonts: readonly string[];
  fonts: string | undefined;

  constructor({ fonts = [] }: KeyMemoOptions = {}) {
    this.usedFonts = fonts;
  }
}

/** Lists longer than this are hashed once on their own. */
const LONG = 32;

/**
 * The key of a node: 64 hexadecimal digits. It covers kind, parameters and the keys of the children that take part in
 * geometry, the content of imported files and, for text, the fonts; not names, positions, highlighting and convexity, which
 * change no geometry. A group of one child has its child's key. Iterative: a tree may be deeper than the stack.
 */
export function keyOf(node: CsgNode, world: World, memo: KeyMemo = new KeyMemo()): string {
  const { nodes } = memo;
  const writer = new ByteWriter();
  const stack: CsgNode[] = [node];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    if (!nodes.has(top)) {
      const depth = stack.length;
      for (const child of top.children) if (isOperand(child) && !nodes.has(child)) stack.push(child);
      if (stack.length > depth) continue;
      nodes.set(top, soleKey(top, nodes) ?? hashNode(top, world, memo, writer));
    }
    stack.pop();
  }
  return nodes.get(node) as string;
}

/** Background nodes have no part in geometry. */
function isOperand(child: CsgNode): boolean {
  return (child.modifiers & BACKGROUND) === 0;
}

/** A node that passes its only operand through has that operand's key. */
function soleKey(node: CsgNode, nodes: ReadonlyMap<CsgNode, string>): string | undefined {
  const sole = soleOperand(node);
  return sole && nodes.get(sole);
}

/** The only operand of a node that passes it through unchanged. A list is several operands, whatever its length. */
export function soleOperand(node: CsgNode): CsgNode | undefined {
  const { kind } = node;
  if (kind !== "group" && kind !== "union" && kind !== "difference" && kind !== "intersection") return undefined;
  let sole: CsgNode | undefined;
  for (const child of node.children) {
    if (!isOperand(child)) continue;
    if (sole !== undefined || child.kind === "list") return undefined;
    sole = child;
  }
  return sole;
}

function hashNode(node: CsgNode, world: World, memo: KeyMemo, writer: ByteWriter): string {
  writer.reset();
  // A group is a union: the same geometry.
  writer.ascii(node.kind === "group" ? "union" : node.kind);
  writeParameters(node, world, memo, writer);
  for (const child of node.children) if (isOperand(child)) writer.ascii(memo.nodes.get(child) as string);
  return sha256(writer.bytes());
}

function writeParameters(node: CsgNode, world: World, memo: KeyMemo, writer: ByteWriter): void {
  switch (node.kind) {
    case "root":
    case "list":
    case "group":
    case "union":
    case "difference":
    case "intersection":
    case "hull":
    case "fill":
    case "minkowski":
    case "render":
      break;
    case "transform":
      writer.numbers(node.matrix);
      break;
    case "color":
      writer.numbers(node.color);
      break;
    case "resize":
      writer.numbers(node.newsize);
      writer.numbers(node.auto.map(Number));
      break;
    case "offset":
      writer.number(node.distance);
      writer.text(node.join);
      writeFragments(node.fragments, writer);
      break;
    case "fillet":
    case "chamfer":
      writer.number(node.size);
      writer.text(JSON.stringify(node.edges));
      writeFragments(node.fragments, writer);
      break;
    case "linear_extrude":
      writer.numbers(node.height);
      writer.boolean(node.center);
      writer.number(node.twist);
      writer.numbers(node.scale);
      writer.number(node.slices ?? -1);
      writer.number(node.segments ?? -1);
      // With both counts given, nothing is left to be counted.
      if (node.slices === undefined || node.segments === undefined) writeFragments(node.fragments, writer);
      break;
    case "rotate_extrude":
      writer.number(node.angle);
      writer.number(node.start);
      writeFragments(node.fragments, writer);
      break;
    case "projection":
      writer.boolean(node.cut);
      break;
    case "roof":
      writer.text(node.method);
      writeFragments(node.fragments, writer);
      break;
    case "cube":
    case "square":
      writer.numbers(node.size);
      writer.boolean(node.center);
      break;
    case "sphere":
    case "circle":
      writer.number(node.r);
      writeFragments(node.fragments, writer);
      break;
    case "cylinder":
      writer.numbers([node.h, node.r1, node.r2]);
      writer.boolean(node.center);
      writeFragments(node.fragments, writer);
      break;
    case "polyhedron":
      writeLists(node.points, memo, writer);
      writeLists(node.faces, memo, writer);
      break;
    case "polygon":
      writeLists(node.points, memo, writer);
      writeLists(node.paths, memo, writer);
      break;
    case "text":
      for (const part of [node.text, node.font, node.direction, node.language, node.script]) writer.text(part);
      writer.text(node.halign);
      writer.text(node.valign);
      writer.number(node.size);
      writer.number(node.spacing);
      writer.text(fontsDigest(world, memo));
      writeFragments(node.fragments, writer);
      break;
    case "import":
      writer.text(extensionOf(node.file));
      writer.text(fileDigest(node.file, world, memo));
      writer.optionalText(node.id);
      writer.optionalText(node.layer);
      writer.numbers(node.origin);
      writer.number(node.dpi);
      writer.number(node.scale);
      writer.boolean(node.center);
      writeFragments(node.fragments, writer);
      break;
    case "surface":
      writer.text(fileDigest(node.file, world, memo));
      writer.boolean(node.center);
      writer.boolean(node.invert);
      break;
    default:
      node satisfies never;
  }
}

function writeFragments({ fn, fa, fs, fe }: Fragments, writer: ByteWriter): void {
  writer.number(fn);
  writer.number(fa);
  writer.number(fs);
  writer.number(fe);
}

/** A list of points or of index lists. Long ones are replaced by their digest, made once per list. */
function writeLists(lists: readonly (readonly number[])[], memo: KeyMemo, writer: ByteWriter): void {
  if (lists.length <= LONG) {
    writeAll(lists, memo, writer);
    return;
  }
  let digest = memo.lists.get(lists);
  if (digest === undefined) {
    const own = new ByteWriter();
    writeAll(lists, memo, own);
    digest = sha256(own.bytes());
    memo.lists.set(lists, digest);
  }
  writer.ascii(digest);
}

function writeAll(lists: readonly (readonly number[])[], memo: KeyMemo, writer: ByteWriter): void {
  writer.number(lists.length);
  for (const list of lists) {
    if (list.length <= LONG) writer.numbers(list);
    else writeNumbersDigest(list, memo, writer);
  }
}

/** One long index list, which several faces may share. */
function writeNumbersDigest(list: readonly number[], memo: KeyMemo, writer: ByteWriter): void {
  let digest = memo.lists.get(list);
  if (digest === undefined) {
    const own = new ByteWriter();
    own.numbers(list);
    digest = sha256(own.bytes());
    memo.lists.set(list, digest);
  }
  writer.ascii(digest);
}

function fileDigest(path: string, world: World, memo: KeyMemo): string {
  const known = memo.files.get(path);
  if (known !== undefined) return known;
  const bytes = path === "" ? undefined : world.read(path);
  const digest = bytes === undefined ? "missing" : sha256(bytes);
  memo.files.set(path, digest);
  return digest;
}

/** The format that import() takes a file for. */
function extensionOf(path: string): string {
  return (/\.[^./]*$/.exec(path)?.[0] ?? "").toLowerCase();
}

/** Every font that a text could use: those that the program names by content, the others as the world names them. */
function fontsDigest(world: World, memo: KeyMemo): string {
  if (memo.fonts !== undefined) return memo.fonts;
  const used = memo.usedFonts.map((path) => `${path} ${fileDigest(path, world, memo)}`);
  memo.fonts = sha256([...used, world.fontSet ?? listFonts(world, memo)].join("\n"));
  return memo.fonts;
}

/** The fonts of the search path by content; the system's and the package's, which may be many, by path and time. */
function listFonts(world: World, memo: KeyMemo): string {
  const own = world.fonts("path").map(({ path }) => `${path} ${fileDigest(path, world, memo)}`);
  const others = [...world.fonts("system"), ...world.fonts("package")];
  return [...own, ...others.map(({ path }) => `${path} ${world.status(path)?.mtime ?? 0}`)].join("\n");
}
