// The programs of the language benchmark: files of tests/bench/programs, and what each is about. None of them realizes
// geometry. The marks are those of the project's requirements.

export type Topic = "start" | "numeric" | "text" | "nodes" | "library";

export interface LanguageProgram {
  readonly name: string;
  readonly topic: Topic;
  /** How many times faster than the other program it is meant to be; absent: never slower. */
  readonly warm: number | undefined;
  readonly cold: number | undefined;
}

const numeric = (name: string): LanguageProgram => ({ name, topic: "numeric", warm: 10, cold: 10 });
const library = (name: string, warm = 10, cold?: number): LanguageProgram => ({ name, topic: "library", warm, cold });

/** What includes BOSL2 is skipped where the library is not found. The first of a topic is its baseline. */
export const languagePrograms: readonly LanguageProgram[] = [
  { name: "one-line", topic: "start", warm: undefined, cold: undefined },
  numeric("recursion"),
  numeric("primes"),
  numeric("iteration"),
  numeric("matrices"),
  numeric("sorting"),
  numeric("vectors"),
  numeric("closures"),
  numeric("specials"),
  { name: "strings", topic: "text", warm: 10, cold: undefined },
  { name: "nodes", topic: "nodes", warm: 10, cold: undefined },
  library("bosl-include", 10),
  library("bosl-path"),
  library("bosl-sweep"),
  library("bosl-skin", 30, 10),
  library("bosl-attach", 30, 10),
  library("bosl-gears"),
  library("bosl-rounding"),
  library("bosl-regions"),
  library("bosl-isosurface"),
];
