// Prints the table of docs/threats.md: the rows, and the figures that the tests wrote.
//
//   THREAT_FIGURES=/tmp/figures sh bin/launch test tests/server/threats tests/server/projects.test.ts
//   bun tests/server/threats/table.ts /tmp/figures
import { readFileSync } from "node:fs";
import type { Figure } from "./harness.ts";
import { threatRows } from "./rows.ts";

const [file] = process.argv.slice(2);
if (file === undefined) throw new Error("usage: bun tests/server/threats/table.ts FILE");
const figures = readFileSync(file, "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Figure);

/** A cell of the table: nothing in it may look like its end. */
const cell = (text: string): string => text.replaceAll("|", "\\|");

console.log("| row | threat | defence | tests | attacks | answers | slowest | /live | memory |");
console.log("|---|---|---|---|---|---|---|---|---|");
for (const { id, threat, defence, tests } of threatRows) {
  const own = figures.filter(({ row }) => row === id);
  const most = (pick: (figure: Figure) => number): number =>
    own.reduce((most, figure) => Math.max(most, pick(figure)), 0);
  const answers = [...Map.groupBy(own, ({ answer }) => answer)].map(([answer, list]) => `${answer} (${list.length})`);
  const measured =
    own.length === 0
      ? ["", "", "", "", ""]
      : [
          String(own.length),
          answers.join(", "),
          `${Math.round(most(({ milliseconds }) => milliseconds))} ms`,
          `${Math.round(most(({ liveMilliseconds }) => liveMilliseconds))} ms`,
          `${Math.round(most(({ megabytes }) => megabytes))} MB`,
        ];
  const names = tests.map((name) => name.replace(/^server\//, "").replace(/\.test\.ts$/, ""));
  console.log(`| ${[id, threat, defence, names.join(", "), ...measured].map(cell).join(" | ")} |`);
}
