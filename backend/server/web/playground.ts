// Puts the playground's page together from the files beside it: markup, style, the script bundled from TypeScript, and
// the examples. Everything is in the one page, which loads nothing more.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { formats } from "../../output/formats.ts";
import { jsonForScript } from "./html.ts";
import { makePage, type Page } from "./page.ts";

const folder = path.join(import.meta.dir, "playground");
const examples = path.resolve(import.meta.dir, "../../../examples");
const emptySetup = '<script id="setup" type="application/json"></script>';

/** Takes some ten milliseconds: the caller keeps the page. Throws when the script does not build. */
export async function buildPlayground(): Promise<Page> {
  const setup = jsonForScript({ examples: readExamples(), formats: offeredFormats() });
  const markup = readFileSync(path.join(folder, "page.html"), "utf8");
  return makePage({
    document: markup.replace(emptySetup, () => emptySetup.replace("></", () => `>${setup}</`)),
    style: readFileSync(path.join(folder, "style.css"), "utf8"),
    script: await bundle(),
  });
}

async function bundle(): Promise<string> {
  const { outputs } = await Bun.build({ entrypoints: [path.join(folder, "main.ts")], target: "browser", minify: true });
  const script = await (outputs[0] as Bun.BuildArtifact).text();
  if (/<\/script/i.test(script)) throw new Error("the playground's script would end its own element");
  return script.trim();
}

function readExamples(): { readonly name: string; readonly source: string }[] {
  return readdirSync(examples)
    .filter((name) => name.endsWith(".scad"))
    .sort()
    .map((name) => ({ name: name.slice(0, -5), source: readFileSync(path.join(examples, name), "utf8") }));
}

/** What a result can be saved as; `dimension` is null where any will do. */
function offeredFormats(): { readonly format: string; readonly suffix: string; readonly dimension: number | null }[] {
  const dimensions = new Map([
    ["3d", 3],
    ["brep", 3],
    ["2d", 2],
  ]);
  return [...formats.values()].map(({ format, suffix, accepts }) => ({
    format,
    suffix,
    dimension: dimensions.get(accepts) ?? null,
  }));
}
