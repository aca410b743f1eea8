// Puts font files together again with other tables.

/** A font with some tables replaced, added, or left out (undefined). Checksums are not kept; nothing reads them. */
export function withTables(font: Uint8Array, changes: Readonly<Record<string, Uint8Array | undefined>>): Uint8Array {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  const tables = new Map<string, Uint8Array | undefined>();
  for (let entry = 12; entry < 12 + 16 * view.getUint16(4); entry += 16) {
    const tag = String.fromCharCode(...font.subarray(entry, entry + 4));
    const start = view.getUint32(entry + 8);
    tables.set(tag, font.subarray(start, start + view.getUint32(entry + 12)));
  }
  for (const [tag, table] of Object.entries(changes)) tables.set(tag, table);
  const kept = [...tables].flatMap(([tag, table]) => (table === undefined ? [] : [[tag, table] as const])).sort();
  const size = kept.reduce((sum, [, table]) => sum + Math.ceil(table.length / 4) * 4, 12 + 16 * kept.length);
  const made = new Uint8Array(size);
  const out = new DataView(made.buffer);
  out.setUint32(0, view.getUint32(0));
  out.setUint16(4, kept.length);
  let start = 12 + 16 * kept.length;
  kept.forEach(([tag, table], k) => {
    const entry = 12 + 16 * k;
    made.set(new TextEncoder().encode(tag), entry);
    out.setUint32(entry + 8, start);
    out.setUint32(entry + 12, table.length);
    made.set(table, start);
    start += Math.ceil(table.length / 4) * 4;
  });
  return made;
}

/** A table of a font. */
export function tableOf(font: Uint8Array, wanted: string): Uint8Array {
  const view = new DataView(font.buffer, font.byteOffset, font.byteLength);
  for (let entry = 12; entry < 12 + 16 * view.getUint16(4); entry += 16) {
    if (String.fromCharCode(...font.subarray(entry, entry + 4)) !== wanted) continue;
    return font.slice(view.getUint32(entry + 8), view.getUint32(entry + 8) + view.getUint32(entry + 12));
  }
  throw new Error(`no table ${wanted}`);
}
