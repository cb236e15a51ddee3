// How a command that Commander reads prints its help, and what it says of a command line that it did not understand.
import { CommanderError, type Command } from "commander";
import { foldHelp } from "./fold-help.ts";

/** At the end of its help, as wide as the rest of it. */
export const addHelpAfter = (program: Command, text: string): Command =>
  program.addHelpText("after", ({ command }) =>
    foldHelp(text, command.configureOutput().getOutHelpWidth?.()),
  );

/** The exit code: 0, or 2 where the command line was not understood. Rejects with an error that the command did not foresee. */
export const runCommand = async (program: Command, args: readonly string[]): Promise<0 | 2> => {
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    program.configureOutput().writeErr?.(`See ${program.name()} --help\n`);
    return 2;
  }
};
