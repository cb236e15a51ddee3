// Reads the lines of the log as events for a person. The same lines give the same events.
import { parseLogEntry } from "./log-entry.ts";
import { readCloud } from "./read-cloud.ts";
import { readMessage } from "./read-message.ts";
import { readProblem } from "./read-problem.ts";
import { readRequest } from "./read-request.ts";
import { makeReadingContext, type StackNames } from "./reading-context.ts";
import type { ScreenEvent } from "./screen-event.ts";

export type ReadEvents = (line: string) => readonly ScreenEvent[];

/** @param speed what waiting is divided by */
export const makeReadEvents = (names: StackNames, speed: number): ReadEvents => {
  const context = makeReadingContext(names, speed);
  return (line) => {
    const entry = parseLogEntry(line);
    if (entry === undefined) return [];
    return (
      readRequest(entry, context) ??
      readMessage(entry, context) ??
      readCloud(entry, context) ??
      readProblem(entry, context)
    );
  };
};
