// What a command ends with when it cannot do what it was asked: one sentence that says what to do.

/** Its message is the sentence, in lower case and without a full stop; the exit code is 1. */
export class OperatorError extends Error {
  override readonly name = "OperatorError";
}
