// What /api/parse tells about a program without running it: customizer parameters, definitions, the files it names and
// the tree as OpenSCAD's .ast text. JSON members without the opening brace, as in result-json.ts.
import type { File, Parameter } from "../../ast/nodes.ts";
import { customizerParameters } from "../../ast/parameters.ts";
import { printAst, printParameters } from "../../ast/print.ts";
import type { SourceMap } from "../../shared/source.ts";
import { relativePath } from "../../shared/world.ts";
import type { ClientDiagnostic } from "../pool/protocol.ts";

/** `"parameters":…,"modules":…,"functions":…,"variables":…,"includes":…,"uses":…,"ast":…,"diagnostics":…}`. */
export function describeProgram(file: File, sources: SourceMap, diagnostics: readonly ClientDiagnostic[]): string {
  const lineOf = (position: number): number | undefined => sources.locate(position)?.line;
  const definition = ({ name, parameters, start }: Definition) => ({
    name,
    parameters: printParameters(parameters),
    line: lineOf(start),
  });
  const { body } = file;
  const text = JSON.stringify({
    parameters: customizerParameters(file, sources).map(({ assignment, ...parameter }) => ({
      ...parameter,
      line: lineOf(assignment.start),
    })),
    modules: body.modules.map(definition),
    functions: body.functions.map(definition),
    variables: body.assignments.map(({ name, start }) => ({ name, line: lineOf(start) })),
    includes: file.includes.map((path) => relativePath("/", path)),
    uses: file.uses.map(({ name }) => name),
    ast: printAst(file).toWellFormed(),
    diagnostics,
  });
  return text.slice(1);
}

interface Definition {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly start: number;
}
