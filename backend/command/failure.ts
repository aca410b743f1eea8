// What the command line says when an evaluation ends in an error that is no result of the program: memory that is used up,
// a library that failed, a defect. The text is one line, for readers who have never seen this program's code.

/** Texts with which the engine refuses what is too large or too deep. */
const TOO_LARGE = /out of memory|invalid (string|array) length|array size|array buffer|too large|allocation/i;
const TOO_DEEP = /call stack/i;

/** The line that is printed after `ERROR: `. */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return `Internal error: ${error}`;
  // A KernelError says itself which library failed and how; only its type may be imported here.
  if (error.name === "KernelError") return error.message;
  if (error instanceof RangeError && TOO_DEEP.test(error.message)) return "The program is nested too deeply";
  if (error instanceof RangeError && TOO_LARGE.test(error.message)) return "Out of memory";
  return `Internal error: ${error.name}: ${error.message}`;
}
