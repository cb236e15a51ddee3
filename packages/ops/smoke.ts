// `ops smoke`: posts messages to a running system as a company would, and looks up their records.
import { InvalidArgumentError, type Command } from "commander";
import { addExamples } from "./examples.ts";
import { environmentOption } from "./outputs-options.ts";
import { makeCaller, type CallerDeps } from "./smoke-caller.ts";
import { runSmokeChecks } from "./smoke-checks.ts";

export type SmokeDeps = CallerDeps & {
  /** Takes a line for stdout. */
  readonly print: (line: string) => void;
};

type Options = { readonly env?: string; readonly timeout: number };

const help = `
What it sends depends on the stack's auth:
  none  nothing more
  iam   a signature, with the AWS SDK's credentials (any, on the loopback)
  jwt   SMOKE_TOKEN as a bearer token; its messages are of that token's company

Exit codes: 0 every check passed, 1 one failed, 2 the checks could not begin.`;

const MAX_SECONDS = 900;

const toSeconds = (text: string): number => {
  const seconds = Number(text);
  if (!(seconds >= 1 && seconds <= MAX_SECONDS))
    throw new InvalidArgumentError(`Expected seconds from 1 to ${MAX_SECONDS}.`);
  return seconds;
};

const reasonOf = (error: unknown): string => {
  const { message, cause } = error instanceof Error ? error : new Error(String(error));
  return `${message}${cause instanceof Error ? `: ${cause.message}` : ""}`;
};

/** Adds `smoke`: 1 and `not ok …` on stderr when a check fails; 2 when there are no outputs or no token. */
export const addSmokeCommand = (program: Command, deps: SmokeDeps, defaultOutputs: string): Command =>
  addExamples(program.command("smoke"), [
    ["smoke", "of the system on this machine"],
    ["smoke outputs.prod.json --env prod", "of the deployed one, by the outputs of npm run deploy"],
  ])
    .description("post messages to a running system as a company would, and look up their records")
    .argument("[outputs]", "the outputs of npm start or of npm run deploy", defaultOutputs)
    .addOption(environmentOption())
    .option("--timeout <seconds>", "for the API to come up, and for a record to be found", toSeconds, 30)
    .addHelpText("after", help)
    .action(async (outputsFile: string, { env, timeout }: Options, command: Command) => {
      const caller = await makeCaller(deps, outputsFile, env).catch((error: unknown) =>
        command.error(`error: ${reasonOf(error)}`, { exitCode: 2 }),
      );
      await runSmokeChecks(caller, timeout, deps.print).catch((error: unknown) =>
        command.error(`not ok  ${reasonOf(error)}`, { exitCode: 1 }),
      );
    });
