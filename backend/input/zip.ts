// Reads ZIP archives (3MF and packed AMF). Nothing that the archive says about sizes is believed before it is checked.
import { LimitError, type Limits } from "../shared/limits.ts";
import { decodeUtf8 } from "../shared/text.ts";
import type { FileSource } from "./file-source.ts";

interface Entry {
  readonly method: number;
  readonly checksum: number;
  readonly packedSize: number;
  readonly size: number;
  /** Where the local header is. */
  readonly offset: number;
}

const STORED = 0;
const DEFLATED = 8;
const LOCAL = 30;
const CENTRAL = 46;
const END = 22;
const END64 = 56;
const LOCATOR64 = 20;
/** Stands in a 32-bit field for a value of the ZIP64 extension. */
const ELSEWHERE = 0xffffffff;
/** Deflate cannot shrink to less than this part. */
const MAXIMUM_RATIO = 1032;

/** True when the bytes begin like an archive. */
export function looksZipped(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/** What reading an archive needs of a context. */
interface ZipContext {
  readonly limits: Limits;
}

/** An archive whose directory could be read. Counts the bytes that were unpacked against `importInflatedBytes`. */
export class ZipArchive {
  readonly #ctx: ZipContext;
  readonly #source: FileSource;
  readonly #entries: ReadonlyMap<string, Entry>;
  #left: number;

  private constructor(ctx: ZipContext, source: FileSource, entries: ReadonlyMap<string, Entry>) {
    this.#ctx = ctx;
    this.#source = source;
    this.#entries = entries;
    this.#left = ctx.limits.importInflatedBytes;
  }

  /** Undefined when the bytes are no archive. */
  static open(ctx: ZipContext, source: FileSource): ZipArchive | undefined {
    const entries = readDirectory(source.bytes);
    return entries === undefined ? undefined : new ZipArchive(ctx, source, entries);
  }

  /** Two entries have one name: what is unpacked depends on who unpacks it. */
  get isAmbiguous(): boolean {
    return this.#entries.size < (directorySize(this.#source.bytes) ?? 0);
  }

  get names(): string[] {
    return [...this.#entries.keys()];
  }

  /** The content of an entry; undefined when there is none of that name, or it is damaged or packed in an unknown way. */
  read(name: string): Uint8Array | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    const packed = packedBytes(this.#source.bytes, entry);
    if (packed === undefined || entry.size > packed.length * MAXIMUM_RATIO + 64) return undefined;
    if (entry.size > this.#left) {
      throw new LimitError("importInflatedBytes", this.#ctx.limits.importInflatedBytes, this.#source.position);
    }
    const content = entry.method === STORED ? packed : inflate(packed, entry.size);
    if (content?.length !== entry.size || Bun.hash.crc32(content) !== entry.checksum) return undefined;
    this.#left -= entry.size;
    return content;
  }
}

/** Undefined when the stream is damaged or longer than `size`. */
function inflate(packed: Uint8Array, size: number): Uint8Array | undefined {
  // Loaded only here: few programs read archives, and the module costs milliseconds.
  const { inflateRawSync } = require("node:zlib") as typeof import("node:zlib");
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch {
    return undefined;
  }
}

function packedBytes(bytes: Uint8Array, { offset, packedSize, method }: Entry): Uint8Array | undefined {
  if (method !== STORED && method !== DEFLATED) return undefined;
  if (offset + LOCAL > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(offset, true) !== 0x04034b50) return undefined;
  const start = offset + LOCAL + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  return start + packedSize <= bytes.length ? bytes.subarray(start, start + packedSize) : undefined;
}

function readDirectory(bytes: Uint8Array): Map<string, Entry> | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end === undefined) return undefined;
  const entries = new Map<string, Entry>();
  const directory = directoryOf(view, end);
  if (directory === undefined) return undefined;
  let at = directory.offset;
  for (let left = directory.count; left > 0; left--) {
    if (at + CENTRAL > end || view.getUint32(at, true) !== 0x02014b50) return undefined;
    const nameLength = view.getUint16(at + 28, true);
    const extraLength = view.getUint16(at + 30, true);
    const extra = at + CENTRAL + nameLength;
    if (extra + extraLength > end) return undefined;
    const encrypted = (view.getUint16(at + 8, true) & 1) !== 0;
    const wide = wideValues(view, extra, extra + extraLength);
    // The extension holds only the values that the 32-bit fields leave out, in this order.
    const valueAt = (field: number): number => {
      const value = view.getUint32(at + field, true);
      return value === ELSEWHERE ? (wide.shift() ?? value) : value;
    };
    const size = valueAt(24);
    const packedSize = valueAt(20);
    entries.set(decodeUtf8(bytes.subarray(at + CENTRAL, extra)), {
      method: encrypted ? -1 : view.getUint16(at + 10, true),
      checksum: view.getUint32(at + 16, true),
      packedSize,
      size,
      offset: valueAt(42),
    });
    at = extra + extraLength + view.getUint16(at + 32, true);
  }
  return entries;
}

/** How many entries the directory has. */
function directorySize(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  return end === undefined ? undefined : directoryOf(view, end)?.count;
}

/** Where the central directory begins, and how many entries it has: from the end record, or from its ZIP64 companion. */
function directoryOf(view: DataView, end: number): { offset: number; count: number } | undefined {
  const offset = view.getUint32(end + 16, true);
  const count = view.getUint16(end + 10, true);
  if (offset !== ELSEWHERE && count !== 0xffff) return { offset, count };
  const locator = end - LOCATOR64;
  if (locator < 0 || view.getUint32(locator, true) !== 0x07064b50) return { offset, count };
  const end64 = wideValue(view, locator + 8);
  if (end64 + END64 > locator || view.getUint32(end64, true) !== 0x06064b50) return undefined;
  return { offset: wideValue(view, end64 + 48), count: wideValue(view, end64 + 32) };
}

/** The values of the ZIP64 extension among the extra fields of an entry. */
function wideValues(view: DataView, from: number, to: number): number[] {
  for (let at = from; at + 4 <= to; ) {
    const length = view.getUint16(at + 2, true);
    const next = at + 4 + length;
    if (next > to) return [];
    if (view.getUint16(at, true) === 1) {
      return Array.from({ length: Math.floor(length / 8) }, (_, i) => wideValue(view, at + 4 + 8 * i));
    }
    at = next;
  }
  return [];
}

/** An unsigned 64-bit value; beyond 2^53 inexact, which is beyond every file. */
function wideValue(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}

/** Position of the end record, which a comment of up to 65535 bytes may follow. */
function findEnd(view: DataView): number | undefined {
  for (let at = view.byteLength - END; at >= Math.max(0, view.byteLength - END - 0xffff); at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at;
  }
  return undefined;
}
