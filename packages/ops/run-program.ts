// The program that every command is part of, and its exit codes.
import { Command, CommanderError } from "commander";

export const makeProgram = (): Command =>
  new Command("ops")
    .description(
      "Operate the message handler: on AWS with --env NAME, or the system that runs on this machine. Runbook: docs/operating.md.",
    )
    .addHelpText(
      "after",
      `
An alarm has fired? ops diagnose names the cause and the next command.
ops is run in a checkout of the repository: npm run ops -- COMMAND
For this shell: ops() { npm run --silent ops -- "$@"; }
Exit codes: 0 done, 1 failed, 2 the command line was not understood,
128 + N ended by signal N (130: Ctrl-C).`,
    )
    .exitOverride();

/** `Command.error()` without a `code` is how commands say that they failed; Commander's own errors are about usage. */
const toExitCode = ({ code, exitCode }: CommanderError): number =>
  exitCode === 0 || code === "commander.error" ? exitCode : 2;

/** `ops dlq redrive`, as far as the line names a command. */
const toNamed = (program: Command, args: readonly string[]): string => {
  let command = program;
  const names = [program.name()];
  for (const arg of args) {
    const found = command.commands.find((each) => each.name() === arg);
    if (found === undefined) break;
    names.push(arg);
    command = found;
  }
  return names.join(" ");
};

/**
 * @param args the command line without the program's own name
 * @returns the exit code: 0 done, 1 failed, 2 not understood. Rejects with an error that no command foresaw.
 */
export const runProgram = async (program: Command, args: readonly string[]): Promise<number> => {
  try {
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) {
      const code = toExitCode(error);
      // Not where a command failed, nor below the whole help, which is printed where a family's command is missing.
      if (code === 2 && !/^commander\.(?:error|help)$/.test(error.code))
        program.configureOutput().writeErr?.(`See ${toNamed(program, args)} --help\n`);
      return code;
    }
    throw error;
  }
};
