// The world of a request: its own files in memory, the fonts of the package, the operator's libraries, and nothing else of
// this machine. It remembers when a program names what it may not (spec/server.md R-12).
import { MemoryWorld } from "../../shared/memory-world.ts";
import { directoryOf, type FileUse } from "../../shared/world.ts";
import type { Bundle } from "../pool/protocol.ts";
import { type Libraries, openPackageFonts } from "./libraries.ts";

export class RequestWorld extends MemoryWorld {
  /** The first name that was refused, and why. */
  refused: { readonly name: string; readonly reason: string } | undefined;

  permits(name: string, from: string, use: FileUse): boolean {
    const reason = refusalOf(name, from, use);
    if (reason !== undefined) this.refused ??= { name, reason };
    return reason === undefined;
  }
}

/** The main program stands at `/main.scad`, or where the request says, the other files beside it. */
export function requestWorld({ source, main = "main.scad", files }: Bundle, libraries?: Libraries): RequestWorld {
  const fonts = libraries?.fonts ?? openPackageFonts();
  return new RequestWorld({
    main: source,
    path: `/${main}`,
    files: new Map([...files].map(([name, content]) => [`/${name}`, content])),
    fonts: fonts.paths.map((path) => ({ path, origin: "package" as const })),
    libraryPaths: libraries?.paths ?? [],
    fallback: {
      status: (path) => (fonts.paths.includes(path) ? { kind: "file", mtime: 0 } : libraries?.status(path)),
      read: (path) => fonts.read(path) ?? libraries?.read(path),
    },
  });
}

const longestName = 1024;
/** An address, a drive, a home, an encoded character of a path, a backslash or its likes, a character nobody sees. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
const suspicious = /^[A-Za-z][A-Za-z0-9+.-]*:|^~|%(2e|2f|5c|00)|[\\\u2044\u2215\uff0f\u0000-\u001f\u007f]/i;

/** Only the name decides, not what is there: a refusal tells nothing about the machine. */
function refusalOf(name: string, from: string, use: FileUse): string | undefined {
  if (name.length > longestName || !name.isWellFormed() || suspicious.test(name)) return "it is no plain relative path";
  if (name.startsWith("/")) return "it is an absolute path";
  let depth = directoryOf(from.startsWith("/") ? from : "/")
    .split("/")
    .filter((part) => part !== "").length;
  for (const part of name.split("/")) {
    if (part === "..") depth -= 1;
    else if (part !== "" && part !== ".") depth += 1;
    if (depth < 0) return "it leads out of the project";
  }
  if (use === "source" && !/\.(scad|csg)$/.test(name)) return "only .scad and .csg files hold programs";
  return undefined;
}
