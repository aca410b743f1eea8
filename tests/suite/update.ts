// Regenerates goldens: `bun run update [PATTERN]` rewrites the goldens of the programs whose name contains
// PATTERN, as far as they differ.
// `--add echo,csg` also makes goldens of these formats that do not exist yet. Read the difference before committing it.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { comparable, goldenFormats, goldenPath, goldensOf, listPrograms, runProgram } from "./programs.ts";

const args = process.argv.slice(2);
if (args.includes("--help")) {
  console.log(`usage: bun run update [PATTERN] [--add ${goldenFormats.join(",")}]`);
  process.exit(0);
}
const at = args.indexOf("--add");
const added = at < 0 ? [] : (args.splice(at, 2)[1] ?? "").split(",");
const pattern = args[0] ?? "";

const programs = listPrograms().filter(({ name }) => name.includes(pattern));
if (programs.length === 0) {
  console.error(`no program of tests/suite has '${pattern}' in its name`);
  process.exit(1);
}
for (const program of programs) {
  const present = goldensOf(program);
  for (const format of goldenFormats) {
    if (!present.includes(format) && !added.includes(format)) continue;
    const file = goldenPath(program, format);
    const text = await runProgram(program, format);
    if (existsSync(file) && comparable(readFileSync(file, "utf8")) === comparable(text)) continue;
    writeFileSync(file, text);
    console.log(`${program.name}.${format}`);
  }
}
