// The command line of `pnpm prove`: chooses one mode, runs it, prints what it found, and says by the exit code whether it holds.
import { Command, InvalidArgumentError } from "commander";
import { addHelpAfter, runCommand } from "../commander-line.ts";
import type { KeepResults } from "./keep-results.ts";
import type { Mode, ProveOptions } from "./mode.ts";
import type { Progress } from "./progress.ts";

export type ProgramDeps = {
  readonly modes: readonly Mode[];
  /** Takes a text for stdout. */
  readonly print: (text: string) => void;
  readonly progress: Progress;
  /** Writes what a mode found to files; a line that says where they are. */
  readonly keep: KeepResults;
};

const examples = `
Examples:
  pnpm prove                                  a short proof, with seed 1
  pnpm prove --messages 10000 --seeds 20      a long one
  pnpm prove --messages 10000 --seed 7        one of its runs again
  pnpm prove --json > proof.json              one document on stdout; progress stays on stderr

Exit codes: 0 it holds, 1 it does not, 2 the command line was not understood.`;

const toCount = (text: string): number => {
  const count = Number(text);
  if (!(Number.isSafeInteger(count) && count >= 1))
    throw new InvalidArgumentError("Expected a whole number, 1 or more.");
  return count;
};

type Given = ProveOptions & { readonly json: boolean };
type Flags = Readonly<Record<string, unknown>>;

const toFlag = ({ flag }: Mode): string => (flag === undefined ? "the proof without a flag" : `--${flag}`);

const choose = (modes: readonly Mode[], flags: Flags, command: Command): Mode => {
  const [chosen, other] = modes.filter(({ flag }) => flag !== undefined && flags[flag] === true);
  if (chosen !== undefined && other !== undefined)
    command.error(`error: ${toFlag(chosen)} and ${toFlag(other)} are two proofs: choose one`, {
      code: "prove.twoModes",
    });
  const mode = chosen ?? modes.find(({ flag }) => flag === undefined);
  if (mode === undefined) throw new Error("there is nothing to prove without a flag");
  return mode;
};

/** Its own options and those that it shares, by the names of their attributes. */
const takenBy = ({ takes = ["messages", "seed"], options = [] }: Mode): readonly string[] => [
  ...takes,
  ...options.map((option) => option.attributeName()),
];

/** What was said and would have no effect is a mistake. */
const refuseIgnored = (mode: Mode, modes: readonly Mode[], command: Command): void => {
  const taken = new Set(["json", ...modes.map(({ flag }) => flag), ...takenBy(mode)]);
  const isGiven = (name: string): boolean => command.getOptionValueSource(name) === "cli";
  for (const [name, needed] of Object.entries(mode.needs ?? {}))
    if (isGiven(name) && !isGiven(needed))
      command.error(`error: ${toFlag(mode)} takes --${name} with --${needed} alone`, {
        code: "prove.ignoredOption",
      });
  for (const option of command.options) {
    const name = option.attributeName();
    if (taken.has(name) || !isGiven(name)) continue;
    const others = modes.filter((other) => takenBy(other).includes(name)).map(toFlag);
    const hint = `${others.join(" and ")} ${others.length === 1 ? "does" : "do"}`;
    command.error(`error: ${toFlag(mode)} does not take ${option.long}, but ${hint}`, {
      code: "prove.ignoredOption",
    });
  }
};

const run = async (mode: Mode, { json, ...options }: Given, deps: ProgramDeps): Promise<boolean> => {
  const { ok, figures, summary, charts = () => ({}) } = await mode.run(options, deps.progress);
  const document = JSON.stringify({ ok, ...figures });
  const kept = deps.keep(mode.flag ?? "proof", document, charts);
  if (!json) deps.print(`${summary}\n${kept}`);
  else {
    deps.print(document);
    deps.progress.say(kept);
  }
  return ok;
};

const makeProgram = (deps: ProgramDeps, onEnd: (ok: boolean) => void): Command => {
  const program = new Command("pnpm prove")
    .description(
      "Proves that every accepted message ends as exactly one truth: on the real system, from the sources as they stand.",
    )
    .option(
      "--messages <n>",
      "how many are sent in each run; the proof adds duplicates, twins and the like",
      toCount,
    )
    .option("--seeds <n>", "how many runs, each with a seed of its own", toCount, 1)
    .option("--seed <n>", "of the first run", toCount, 1)
    .option("--json", "one document on stdout", false)
    .configureOutput({ writeOut: deps.print, writeErr: (text) => deps.progress.say(text.trimEnd()) })
    .exitOverride();
  addHelpAfter(program, examples);
  for (const mode of deps.modes) {
    if (mode.flag !== undefined) program.option(`--${mode.flag}`, mode.description);
  }
  // One that two modes take is one and the same.
  for (const option of new Set(deps.modes.flatMap(({ options = [] }) => options))) program.addOption(option);
  return program.action(async (given: Given & Flags, command: Command) => {
    const mode = choose(deps.modes, given, command);
    refuseIgnored(mode, deps.modes, command);
    onEnd(await run(mode, given, deps));
  });
};

/** The exit code. Rejects with an error that no mode foresaw. */
export const prove = async (args: readonly string[], deps: ProgramDeps): Promise<number> => {
  let holds = true;
  const program = makeProgram(deps, (ok) => {
    holds = ok;
  });
  const code = await runCommand(program, args);
  return holds ? code : 1;
};
