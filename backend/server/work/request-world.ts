// The world of a request: its own files in memory, the fonts of the package, the operator's libraries, and nothing else of
// this machine.
import { readFileSync } from "node:fs";
import { packageFontFiles } from "../../csg/text/package-fonts.ts";
import { MemoryWorld } from "../../shared/memory-world.ts";
import type { World } from "../../shared/world.ts";
import type { Bundle } from "../pool/protocol.ts";
import type { Libraries } from "./libraries.ts";

/** The main program stands at `/main.scad`, or where the request says, the other files beside it. */
export function requestWorld({ source, main = "main.scad", files }: Bundle, libraries?: Libraries): World {
  const fonts = packageFontFiles();
  const readable = new Set(fonts);
  return new MemoryWorld({
    main: source,
    path: `/${main}`,
    files: new Map([...files].map(([name, content]) => [`/${name}`, content])),
    fonts: fonts.map((path) => ({ path, origin: "package" as const })),
    libraryPaths: libraries?.paths ?? [],
    fallback: {
      status: (path) => (readable.has(path) ? { kind: "file", mtime: 0 } : libraries?.status(path)),
      read: (path) => (readable.has(path) ? readFileSync(path) : libraries?.read(path)),
    },
  });
}
