// The command line of `npm run tour`.
import { parseArgs } from "node:util";

export type TourOptions = {
  /** Runs through, without waiting for keys. */
  readonly yes: boolean;
  /** Undefined: outputs.json of the checkout. */
  readonly outputsFile: string | undefined;
};

const steps =
  "a message that is processed, one that is rejected, an outage with its dead letter, alarm and redrive, and two companies that cannot see each other";

export const help = `Plays the message handler's story on the running system, step by step: ${steps}.

npm run tour [-- options]
  --yes             run through instead of waiting for a key between steps; needed where there is no terminal
  --outputs PATH    the outputs of the system to play on, as npm start wrote them (outputs.json)
  --help

With --yes it takes about four minutes, most of them the outage.
Less than one where the system was started with npm start -- --speed 60.
Each run uses fresh ids and leaves neither faults nor dead letters behind, also when it is interrupted.
It does not begin while there are some that it did not make.

Exit codes: 0 told or quit with q, 1 failed, 2 the command line was not understood, 128 + N ended by signal N.`;

/** `help` when that was asked for. Throws an Error that names the option when one is wrong. */
export const parseTourOptions = (args: readonly string[]): TourOptions | "help" => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      yes: { type: "boolean", short: "y", default: false },
      outputs: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) return "help";
  if (values.outputs?.trim() === "") throw new Error("--outputs: expected a path");
  return { yes: values.yes, outputsFile: values.outputs };
};
