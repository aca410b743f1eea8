// Regenerates goldens: `bun run update [PATTERN]` rewrites every golden of the programs whose name contains PATTERN.
// `--add echo,csg` also makes goldens of these formats that do not exist yet. Read the difference before committing it.
import { writeFileSync } from "node:fs";
import { goldenFormats, goldenPath, goldensOf, listPrograms, runProgram } from "./programs.ts";

const args = process.argv.slice(2);
const at = args.indexOf("--add");
const added = at < 0 ? [] : (args.splice(at, 2)[1] ?? "").split(",");
const pattern = args[0] ?? "";

for (const program of listPrograms()) {
  if (!program.name.includes(pattern)) continue;
  const present = goldensOf(program);
  for (const format of goldenFormats) {
    if (!present.includes(format) && !added.includes(format)) continue;
    writeFileSync(goldenPath(program, format), await runProgram(program, format));
    console.log(`${program.name}.${format}`);
  }
}
