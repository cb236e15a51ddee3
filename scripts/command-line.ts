// How a command of the checkout takes its command line: it prints its help, or says what it did not understand.

import { foldHelp } from "./fold-help.ts";

/** Node's own say after it how to write an argument that none of the commands takes. */
const toSentence = (error: unknown): string => {
  const { message, code } = error as NodeJS.ErrnoException;
  return code?.startsWith("ERR_PARSE_ARGS_") ? message.replace(/\.\s.*/s, "") : message;
};

/**
 * @param parse returns `help` when that was asked for, and throws an Error that names what is wrong
 * @returns undefined when there is nothing to do any more; the exit code is then set: 2 for what is wrong
 */
export const readCommandLine = <T>(
  command: string,
  parse: (args: readonly string[]) => T | "help",
  help: string,
): T | undefined => {
  try {
    const options = parse(process.argv.slice(2));
    if (options !== "help") return options;
    console.log(foldHelp(help, process.stdout.columns));
  } catch (error) {
    console.error(`${command}: ${toSentence(error)} (${command} -- --help lists the options)`);
    process.exitCode = 2;
  }
  return undefined;
};
