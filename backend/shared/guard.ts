// Bounds work that cannot be ended from within, as a library's endless loop over a damaged file. The service ends the process
// of an evaluation from outside and needs none; the command line has one (command/guard.ts).

export interface Guard {
  /** Does the work. When it takes more time than is right for so many bytes, the process says what took so long, and ends. */
  run<T>(bound: Bound, work: () => T): T;
}

export interface Bound {
  /** What takes long, for the message: `reading 'part.step'`. */
  readonly what: string;
  /** Of the file that the work is on. */
  readonly bytes: number;
  /** Other work than reading may take this many times as long. */
  readonly patience?: number;
}

/** Does the work within the guard's bound, if there is a guard. */
export function guarded<T>({ guard }: { readonly guard?: Guard | undefined }, bound: Bound, work: () => T): T {
  return guard === undefined ? work() : guard.run(bound, work);
}
