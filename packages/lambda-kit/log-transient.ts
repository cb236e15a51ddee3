// Logs a transient failure, and of a thrown error only what cannot quote a message.
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import type { Log, LogFields } from "./log.ts";

/** Frames beyond these tell where the runtime began, not what went wrong. */
const MAX_FRAMES = 10;

const isPlainName = (name: unknown): name is string =>
  typeof name === "string" && /^[\w.$#:-]{1,100}$/.test(name);

const toName = (cause: unknown): string => {
  if (!(cause instanceof Error)) return cause === null ? "null" : typeof cause;
  return isPlainName(cause.name) ? cause.name : "Error";
};

/**
 * V8 puts `Name: message` before the frames, and the message may span lines that imitate frames. Where it ends
 * cannot be told when it is empty or no longer the text that the stack begins with: there are no frames then.
 */
const afterMessage = (stack: string, message: string): string => {
  const start = stack.indexOf(message);
  const end = start + message.length;
  const isHeader = message !== "" && start >= 0 && !stack.slice(0, start).includes("\n");
  return isHeader && stack[end] === "\n" ? stack.slice(end) : "";
};

const toFrames = ({ stack, message }: Error): readonly string[] =>
  (typeof stack === "string" && typeof message === "string" ? afterMessage(stack, message) : "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("at "))
    .slice(0, MAX_FRAMES);

/** What may be logged of a thrown error: `{name, frames}`. A cause that is not an Error is named by its type. Its text is never part of it. */
export const redactError = (cause: unknown): LogFields => ({
  name: toName(cause),
  frames: cause instanceof Error ? toFrames(cause) : [],
});

/** WARN when a retry may succeed, ERROR when an operator must act. */
export const logTransient = (log: Log, message: string, failure: TransientFailure): void => {
  log(failure.needsOperator ? "ERROR" : "WARN", message, {
    code: failure.code,
    detail: failure.detail,
    ...(failure.cause === undefined ? {} : { cause: redactError(failure.cause) }),
  });
};
