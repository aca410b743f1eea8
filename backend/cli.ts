#!/usr/bin/env bun
// The command line from its sources: OpenSCAD's own options, streams and exit codes (spec/cli.md §1). What a command does is
// in command/. bin/moicad starts the same from a bundle, which is faster.
import { listen } from "./command/threads.ts";

const [word, ...rest] = process.argv.slice(2);
if (!Bun.isMainThread) listen();
else if (word === "serve") {
  const { serve } = await import("./command/serve.ts");
  await serve(rest);
} else await import("./command/start.ts");
