// `bun run load` and `bun run chaos`: runs scenarios one after the other against a service of their own on loopback, and
// prints what each wanted and what it measured.
//
//   bun run load  [--seconds N] [--seed N] [ID…]
//   bun run chaos [--seconds N] [--seed N] [--attacks N] [ID…]
import { parseArgs } from "node:util";
import { type Figure, printFigures, type Scenario } from "./figures.ts";
import { chaosScenarios, loadScenarios } from "./scenarios.ts";

const suites = new Map<string, readonly Scenario[]>([
  ["load", loadScenarios],
  ["chaos", chaosScenarios],
]);

async function main(args: readonly string[]): Promise<number> {
  const [name = "", ...rest] = args;
  const suite = suites.get(name);
  const { values, positionals } = parseArgs({
    args: rest,
    allowPositionals: true,
    options: {
      seconds: { type: "string", default: name === "load" ? "300" : "60" },
      seed: { type: "string", default: "1" },
      attacks: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const [seconds, seed] = [Number(values.seconds), Number(values.seed)];
  const attacks = values.attacks === undefined ? undefined : Number(values.attacks);
  const isCount = attacks === undefined || (Number.isInteger(attacks) && attacks > 0);
  const unknown = positionals.filter((id) => !suite?.some((scenario) => scenario.id === id));
  if (suite === undefined || values.help || unknown.length > 0 || !(seconds > 0 && Number.isInteger(seed) && isCount)) {
    console.log(`usage: bun run load|chaos [--seconds N] [--seed N] [--attacks N] [ID…]\n`);
    for (const [title, scenarios] of suites)
      for (const scenario of scenarios) console.log(`${title.padEnd(6)} ${scenario.id.padEnd(5)} ${scenario.title}`);
    return values.help ? 0 : 2;
  }
  let missed = 0;
  for (const scenario of suite) {
    if (positionals.length > 0 && !positionals.includes(scenario.id)) continue;
    console.log(`\n${scenario.id}: ${scenario.title}`);
    const reason = scenario.missing?.();
    if (reason !== undefined) {
      console.log(`skipped: ${reason}`);
      continue;
    }
    const started = performance.now();
    const figures: readonly Figure[] = await scenario.run({ seconds, seed, attacks });
    console.log(printFigures(scenario.id, figures));
    console.log(`(${((performance.now() - started) / 1000).toFixed(0)} s)`);
    missed += figures.filter(({ holds }) => !holds).length;
  }
  console.log(`\n${missed === 0 ? "every figure was reached" : `${missed} figures were missed`}`);
  return missed === 0 ? 0 : 1;
}

process.exit(await main(process.argv.slice(2)));
