// The command line of `pnpm bench`: chooses measures, runs them, prints what they found, and says by the exit code whether all went well.
import { Argument, Command, InvalidArgumentError } from "commander";
import { addHelpAfter, runCommand } from "../commander-line.ts";
import type { Progress } from "../prove/progress.ts";
import { judgeRun, type Run } from "./run.ts";
import { toReport } from "./report.ts";

export type BenchOptions = {
  /** Names of measures, in the order of all. */
  readonly measures: readonly string[];
  readonly rounds: number;
  /** Folder, as it was typed. */
  readonly out: string;
  /** What docs/performance.md shows is written, too. */
  readonly record: boolean;
};

export type ProgramDeps = {
  readonly measures: readonly { readonly name: string; readonly description: string }[];
  readonly run: (options: BenchOptions) => Promise<Run>;
  /** Takes a text for stdout. */
  readonly print: (text: string) => void;
  readonly progress: Progress;
};

const examples = `
Examples:
  pnpm bench                     everything: half an hour, more where valgrind counts instructions
  pnpm bench size requests       two measures that take seconds
  pnpm bench cold --rounds 31    narrower quartiles
  pnpm bench warm --bars         ends with 1 when the functions are slower than they may be
  pnpm bench --json > run.json   one document on stdout; progress stays on stderr

Exit codes: 0 measured, 1 a function or a peer did not do the work (with --bars: or a bar was missed), 2 the command line was not understood.`;

const toCount = (text: string): number => {
  const count = Number(text);
  if (!(Number.isSafeInteger(count) && count >= 1))
    throw new InvalidArgumentError("Expected a whole number, 1 or more.");
  return count;
};

type Flags = Omit<BenchOptions, "measures"> & { readonly json: boolean; readonly bars: boolean };

const makeProgram = (deps: ProgramDeps, onEnd: (ok: boolean) => void): Command => {
  const names = deps.measures.map(({ name }) => name);
  const measures = deps.measures.map(({ name, description }) => `  ${name.padEnd(10)} ${description}`);
  const program = new Command("pnpm bench")
    .description("Measures the functions beside others that do the same work, in one run.")
    .addArgument(
      new Argument("[measures...]", "all of them, unless some are named").choices(names).default([], "all"),
    )
    .option("--rounds <n>", "how often each is measured", toCount, 9)
    .option("--out <folder>", "for what is built, the figures as JSON and the charts", "dist/bench")
    .option("--record", "also writes the figures and charts of docs/performance.md", false)
    .option("--bars", "ends with 1 when a bar is missed", false)
    .option("--json", "one document on stdout", false)
    .configureOutput({ writeOut: deps.print, writeErr: (text) => deps.progress.say(text.trimEnd()) })
    .exitOverride()
    .action(async (named: readonly string[], { json, bars, ...options }: Flags) => {
      const chosen = names.filter((name) => named.length === 0 || named.includes(name));
      const run = await deps.run({ ...options, measures: chosen });
      const judged = judgeRun(run);
      deps.print(json ? JSON.stringify({ ...run, bars: judged }) : toReport(run));
      onEnd(!bars || judged.every(({ isMet }) => isMet));
    });
  return addHelpAfter(program, `\nMeasures:\n${measures.join("\n")}\n${examples}`);
};

/** The exit code. Rejects with an error that no measure foresaw. */
export const bench = async (args: readonly string[], deps: ProgramDeps): Promise<number> => {
  let isFine = true;
  const program = makeProgram(deps, (ok) => {
    isFine = ok;
  });
  const code = await runCommand(program, args);
  return isFine ? code : 1;
};
