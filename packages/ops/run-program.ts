// The program that every command is part of, and what it ends with.
import { Command, CommanderError } from "commander";

export const makeProgram = (): Command =>
  new Command("ops")
    .description("What operators of the message handler do from a command line.")
    .exitOverride();

/** `Command.error()` without a code of its own is how commands say that they failed. */
const toExitCode = ({ code, exitCode }: CommanderError): number => {
  if (exitCode === 0) return 0;
  return code === "commander.error" ? 1 : 2;
};

/**
 * @param args the command line without the program's own name
 * @returns the exit code: 0 done, 1 failed, 2 not understood. Rejects with what was thrown for no known reason.
 */
export const runProgram = async (program: Command, args: readonly string[]): Promise<number> => {
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return toExitCode(error);
    throw error;
  }
};
