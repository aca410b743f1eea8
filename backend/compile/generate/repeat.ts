// Generated code keeps no trace of its calls. Where a run must end early, or meets something that only the walker can
// do to the letter, it is thrown away and repeated by the walker: it prints the error with all its TRACE lines.
import { EvaluationAborted, isStackOverflow } from "../trace.ts";
import { TextTooDeepError } from "../values/text.ts";

/** Thrown by generated code to have the run repeated. */
export class RepeatByWalking extends Error {
  override readonly name = "RepeatByWalking";
}

/** True for the errors after which the walker says what happened. */
export function mustRepeat(error: unknown): boolean {
  return (
    error instanceof RepeatByWalking ||
    error instanceof EvaluationAborted ||
    error instanceof TextTooDeepError ||
    isStackOverflow(error)
  );
}
