// Makes one executable of the command line, with Bun, the WASM modules and the fonts inside: `bun run compile [FILE]`.
// It needs nothing else on the machine that it runs on. Default: dist/moicad.
import path from "node:path";
import { buildExecutable, root } from "./executable.ts";

const outfile = path.resolve(process.argv[2] ?? path.join(root, "dist/moicad"));
await buildExecutable({ entry: "backend/command/start.ts", outfile });
console.log(outfile);
