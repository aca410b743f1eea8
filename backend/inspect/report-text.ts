// Reports as lines for people: what `moicad validate` and `moicad heal` print.
import { type Healing, isValid } from "./report.ts";
import type { ValidatedFile } from "./validate.ts";

/** The five stages of a file, what was found under each, and the score. */
export function validationLines(name: string, file: ValidatedFile): string[] {
  const { validation } = file;
  const stages = validation.stages.flatMap(({ stage, name: stageName, status, issues }) => [
    `  ${stage} ${stageName.padEnd(20)}${stage === 5 ? `${validation.qualityScore} ` : ""}${status}`,
    ...issues.map(({ severity, message }) => `      ${severity}: ${message}`),
  ]);
  return [`${name}: ${isValid(validation) ? "valid" : "not valid"}${contents(file)}`, ...stages];
}

/** `, STL, 1 object, 12 triangles`, as far as that is known. */
function contents({ type, examinations }: ValidatedFile): string {
  if (type === undefined) return "";
  const parts = [type.name.toUpperCase()];
  if (examinations.length > 0) {
    const triangles = examinations.reduce((sum, examination) => sum + examination.triangles, 0);
    const shells = examinations.reduce((sum, examination) => sum + examination.shells, 0);
    parts.push(counted(examinations.length, "object"), counted(shells, "shell"), counted(triangles, "triangle"));
  }
  return `: ${parts.join(", ")}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** One line for each repair and for each thing that is left. */
export function healingLines(name: string, { applied, remaining }: Healing): string[] {
  return [
    ...(applied.length === 0 ? [`${name}: nothing was changed`] : applied.map(({ message }) => `${name}: ${message}`)),
    ...remaining.map(({ severity, message }) => `${name}: ${severity}: ${message}`),
  ];
}
