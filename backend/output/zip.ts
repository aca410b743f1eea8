// Writes a ZIP archive with fixed time stamps, so that the same entries give the same bytes.

export interface ZipEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** 1 January 1980, the first day that the format can say. */
const DATE = 0x21;
const DEFLATED = 8;
const LOCAL = 30;
const CENTRAL = 46;
const END = 22;

/** An archive of deflated entries. Names are ASCII. Below 4 GB. */
export function zip(entries: readonly ZipEntry[]): Uint8Array {
  const packed = entries.map(({ name, bytes }) => ({
    name: new TextEncoder().encode(name),
    size: bytes.length,
    checksum: Bun.hash.crc32(bytes),
    // A copy on a plain ArrayBuffer is what the type asks for; a view of one is passed as it is.
    content: Bun.deflateSync(bytes as Uint8Array<ArrayBuffer>, { level: 6 }),
  }));
  const names = packed.reduce((sum, { name }) => sum + name.length, 0);
  const contents = packed.reduce((sum, { content }) => sum + content.length, 0);
  const out = new Uint8Array(packed.length * (LOCAL + CENTRAL) + 2 * names + contents + END);
  const view = new DataView(out.buffer);

  /** The part that local and central headers share, from "version needed" to the length of the extra field. */
  const common = (at: number, { name, size, checksum, content }: (typeof packed)[number]): void => {
    view.setUint16(at, 20, true);
    view.setUint16(at + 4, DEFLATED, true);
    view.setUint16(at + 8, DATE, true);
    view.setUint32(at + 10, checksum, true);
    view.setUint32(at + 14, content.length, true);
    view.setUint32(at + 18, size, true);
    view.setUint16(at + 22, name.length, true);
  };

  let at = 0;
  const starts: number[] = [];
  for (const entry of packed) {
    starts.push(at);
    view.setUint32(at, 0x04034b50, true);
    common(at + 4, entry);
    out.set(entry.name, at + LOCAL);
    out.set(entry.content, at + LOCAL + entry.name.length);
    at += LOCAL + entry.name.length + entry.content.length;
  }
  const directory = at;
  for (const [i, entry] of packed.entries()) {
    view.setUint32(at, 0x02014b50, true);
    view.setUint16(at + 4, 20, true);
    common(at + 6, entry);
    view.setUint32(at + 42, starts[i] as number, true);
    out.set(entry.name, at + CENTRAL);
    at += CENTRAL + entry.name.length;
  }
  view.setUint32(at, 0x06054b50, true);
  view.setUint16(at + 8, packed.length, true);
  view.setUint16(at + 10, packed.length, true);
  view.setUint32(at + 12, at - directory, true);
  view.setUint32(at + 16, directory, true);
  return out;
}
