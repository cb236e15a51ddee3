// Examples at the end of a command's help.
import type { Command } from "commander";

/** Command lines without `ops`, each with what it does. */
export type Examples = readonly (readonly [line: string, what: string])[];

export const addExamples = (command: Command, examples: Examples): Command => {
  const lines = examples.map(([line, what]) => `  ops ${line}\n      ${what}`);
  return command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
};
