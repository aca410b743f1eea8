// The unit of length that a 3MF or AMF file names. Readers take the numbers as they are, so a healed copy must name the
// unit of the original, or it would be of another size.
import type { FileSource } from "../input/file-source.ts";
import { looksZipped, ZipArchive } from "../input/zip.ts";
import type { Context } from "../shared/context.ts";
import { decodeUtf8 } from "../shared/text.ts";

const headBytes = 4096;
const rootWithUnit = /<(?:model|amf)\b[^>]*?\bunit\s*=\s*["'](\w+)["']/;

/** Undefined where none is named: then it is the millimeter, or nothing is known. */
export function unitOf(ctx: Context, source: FileSource): string | undefined {
  const document = looksZipped(source.bytes) ? unpack(ctx, source) : source.bytes;
  if (document === undefined) return undefined;
  return rootWithUnit.exec(decodeUtf8(document.subarray(0, headBytes)))?.[1];
}

/** The model of a 3MF archive, or the only entry of a packed AMF file. */
function unpack(ctx: Context, source: FileSource): Uint8Array | undefined {
  const archive = ZipArchive.open(ctx, source);
  const names = archive?.names ?? [];
  const model = names.find((name) => name.endsWith("3dmodel.model")) ?? (names.length === 1 ? names[0] : undefined);
  return model === undefined ? undefined : archive?.read(model);
}
