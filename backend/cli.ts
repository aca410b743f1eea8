#!/usr/bin/env bun
// The command line: OpenSCAD's own options, streams and exit codes (spec/cli.md §1). What a command does is in command/;
// here it is taken from the bundle, which starts faster, or else from the sources.
import { findBundle } from "./command/bundle.ts";

const [word, ...rest] = process.argv.slice(2);
if (word === "serve") {
  const { serve } = await import("./command/serve.ts");
  await serve(rest);
} else {
  const bundle = findBundle();
  if (bundle === undefined) await import("./command/start.ts");
  else require(bundle);
}
