// How an invocation ended: for its caller, and for the platform's events.
import { type Exit, toExitMessage } from "./child.ts";
import type { InvokeFailure, InvokeResult } from "../../../core/functions.ts";
import type { Outcome } from "../logs/platform-events.ts";
import type { Answer, FunctionError } from "./runtime-exchange.ts";

export const toTimeout = (requestId: string, seconds: number): InvokeFailure => ({
  kind: "timeout",
  errorType: "Sandbox.Timedout",
  errorMessage: `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`,
});

/** `reported` is what the process itself gave as the reason of its end. */
export const toCrash = (
  requestId: string,
  exit: Exit,
  reported: FunctionError | undefined,
): InvokeFailure => ({
  kind: "crash",
  ...(reported ?? {
    errorType: "Runtime.ExitError",
    errorMessage: `RequestId: ${requestId} Error: ${toExitMessage(exit)}`,
  }),
});

export const toResult = (answer: Answer): InvokeResult =>
  answer.ok ? answer : { ok: false, error: { kind: "handled", ...answer.error } };

/** A handler that threw has run to its end: the platform calls that a success, the function's own line an error. */
export const toOutcome = (result: InvokeResult): Outcome => {
  if (result.ok || result.error.kind === "handled") return { status: "success" };
  if (result.error.kind === "timeout") return { status: "timeout" };
  return { status: "error", errorType: result.error.errorType };
};
