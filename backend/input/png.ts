// Decodes PNG images for surface(). Of the pixels only red, green and blue are wanted, eight bits each. The decoder is our
// own because sizes must be known before anything is unpacked: an image cannot unpack to more than its header says.
import type { Context } from "../shared/context.ts";
import { LimitError } from "../shared/limits.ts";
import type { FileSource } from "./file-source.ts";

export interface Image {
  readonly width: number;
  readonly height: number;
  /** Three bytes per pixel, top row first. */
  readonly rgb: Uint8Array;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** Samples per pixel by color type. */
const channels = new Map([
  [0, 1],
  [2, 3],
  [3, 1],
  [4, 2],
  [6, 4],
]);
const depths = new Map([
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [3, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
]);

/** First column and row, and their steps, of the seven passes of an interlaced image. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
const wholeImage = [[0, 0, 1, 1]] as const;

export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((code, i) => bytes[i] === code);
}

class Damaged extends Error {}

/** Undefined when the image is damaged. Throws LimitError when it has too many pixels. */
export function decodePng(ctx: Context, source: FileSource): Image | undefined {
  try {
    return decode(ctx, source);
  } catch (error) {
    if (error instanceof Damaged) return undefined;
    throw error;
  }
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colorType: number;
  readonly interlaced: boolean;
}

function decode(ctx: Context, source: FileSource): Image {
  const { header, palette, packed } = readChunks(source.bytes);
  const { width, height, interlaced } = header;
  const { pixels } = ctx.limits;
  if (width * height > pixels) throw new LimitError("pixels", pixels, source.position);
  const bits = header.depth * (channels.get(header.colorType) as number);
  const passes = (interlaced ? adam7 : wholeImage)
    .map(([x, y, dx, dy]) => ({ x, y, dx, dy, columns: stepsOf(width, x, dx), rows: stepsOf(height, y, dy) }))
    .filter(({ columns, rows }) => columns > 0 && rows > 0);
  const size = passes.reduce((sum, { columns, rows }) => sum + rows * (1 + Math.ceil((columns * bits) / 8)), 0);
  // No image of this size can come out of so few bytes (deflate packs to 1/1032 at best).
  if (size > 1032 * packed.length + 64) throw new Damaged();
  const raw = inflate(packed, size);

  const rgb = new Uint8Array(3 * width * height);
  let at = 0;
  for (const { x, y, dx, dy, columns, rows } of passes) {
    const stride = Math.ceil((columns * bits) / 8);
    let above: Uint8Array = new Uint8Array(stride);
    for (let row = 0; row < rows; row++) {
      const line = raw.subarray(at + 1, at + 1 + stride);
      unfilter(raw[at] as number, line, above, Math.max(1, bits >> 3));
      for (let column = 0; column < columns; column++) {
        const to = 3 * ((y + row * dy) * width + x + column * dx);
        storePixel(header, palette, line, column, rgb, to);
      }
      above = line;
      at += 1 + stride;
    }
  }
  return { width, height, rgb };
}

function stepsOf(length: number, first: number, step: number): number {
  return Math.max(0, Math.ceil((length - first) / step));
}

/** Header, palette and joined image data. Checksums must be right. */
function readChunks(bytes: Uint8Array): { header: Header; palette: Uint8Array; packed: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let header: Header | undefined;
  let palette: Uint8Array = new Uint8Array(0);
  const parts: Uint8Array[] = [];
  for (let at = SIGNATURE.length; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    if (at + 12 + length > bytes.length) break;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const content = bytes.subarray(at + 8, at + 8 + length);
    if (Bun.hash.crc32(bytes.subarray(at + 4, at + 8 + length)) !== view.getUint32(at + 8 + length))
      throw new Damaged();
    if (type === "IHDR") header = readHeader(content);
    else if (type === "PLTE") palette = content;
    else if (type === "IDAT") parts.push(content);
    else if (type === "IEND") break;
    // A capital letter marks a chunk that must be understood.
    else if (/^[A-Z]/.test(type)) throw new Damaged();
    at += 12 + length;
  }
  if (header === undefined || parts.length === 0) throw new Damaged();
  return { header, palette, packed: Buffer.concat(parts) };
}

function readHeader(content: Uint8Array): Header {
  if (content.length !== 13) throw new Damaged();
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const [depth, colorType, compression, filter, interlace] = content.subarray(8) as unknown as number[];
  const header = {
    width: view.getUint32(0),
    height: view.getUint32(4),
    depth: depth as number,
    colorType: colorType as number,
    interlaced: interlace === 1,
  };
  const known = depths.get(header.colorType)?.includes(header.depth) && compression === 0 && filter === 0;
  if (!known || (interlace as number) > 1 || header.width === 0 || header.height === 0) throw new Damaged();
  return header;
}

function inflate(packed: Uint8Array, size: number): Uint8Array {
  // Loaded only here: few programs read images, and the module costs milliseconds.
  const { inflateSync } = require("node:zlib") as typeof import("node:zlib");
  let raw: Uint8Array;
  try {
    raw = inflateSync(packed, { maxOutputLength: size });
  } catch {
    throw new Damaged();
  }
  if (raw.length !== size) throw new Damaged();
  return raw;
}

/** Undoes a row's filter in place. `distance`: bytes between a sample and the one left of it. */
function unfilter(filter: number, line: Uint8Array, above: Uint8Array, distance: number): void {
  if (filter === 0) return;
  if (filter > 4) throw new Damaged();
  for (let i = 0; i < line.length; i++) {
    const left = i < distance ? 0 : (line[i - distance] as number);
    const up = above[i] as number;
    let prediction = left;
    if (filter === 2) prediction = up;
    else if (filter === 3) prediction = (left + up) >> 1;
    else if (filter === 4) prediction = paeth(left, up, i < distance ? 0 : (above[i - distance] as number));
    line[i] = (line[i] as number) + prediction;
  }
}

function paeth(left: number, up: number, upLeft: number): number {
  const toLeft = Math.abs(up - upLeft);
  const toUp = Math.abs(left - upLeft);
  const toUpLeft = Math.abs(left + up - 2 * upLeft);
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}

/** Of 16 bits the upper eight count; fewer than eight are stretched. */
function storePixel(
  { depth, colorType }: Header,
  palette: Uint8Array,
  line: Uint8Array,
  column: number,
  rgb: Uint8Array,
  to: number,
): void {
  const bytesPerSample = depth === 16 ? 2 : 1;
  if (colorType === 2 || colorType === 6) {
    const from = column * (colorType === 2 ? 3 : 4) * bytesPerSample;
    for (let i = 0; i < 3; i++) rgb[to + i] = line[from + i * bytesPerSample] as number;
    return;
  }
  let value: number;
  if (depth >= 8) value = line[column * (colorType === 4 ? 2 : 1) * bytesPerSample] as number;
  else {
    const bit = column * depth;
    value = ((line[bit >> 3] as number) >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
    if (colorType === 0) value = Math.trunc((value * 255) / ((1 << depth) - 1));
  }
  if (colorType !== 3) {
    rgb.fill(value, to, to + 3);
    return;
  }
  // An index beyond the palette is black.
  for (let i = 0; i < 3; i++) rgb[to + i] = palette[3 * value + i] ?? 0;
}
