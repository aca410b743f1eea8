// Several files of one evaluation as a zip, the same bytes for the same files.
import { formats } from "../../output/formats.ts";
import { zip } from "../../output/zip.ts";

/** Each is named `model` with its format's suffix; where two share one, the format stands in the name. */
export function packedOutputs(outputs: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const suffixOf = (format: string): string => formats.get(format)?.suffix ?? format;
  const suffixes = [...outputs.keys()].map(suffixOf);
  const isShared = (suffix: string): boolean => suffixes.indexOf(suffix) !== suffixes.lastIndexOf(suffix);
  return zip(
    [...outputs].map(([format, bytes]) => {
      const suffix = suffixOf(format);
      return { name: `model${isShared(suffix) ? `-${format}` : ""}.${suffix}`, bytes };
    }),
  );
}
