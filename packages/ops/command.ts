// Adds a command for operators: its options, the stack it is about, its confirmation, its answer, its exit code.
import { CommanderError, InvalidArgumentError, type Command } from "commander";
import { addExamples, type Examples } from "./examples.ts";
import { notEmpty } from "./option-values.ts";
import type { TargetDeps } from "./target/find-local.ts";
import type { TargetOptions } from "./target/find-target.ts";
import type { Target } from "./target/target.ts";
import { fold } from "./terminal/fold.ts";
import { clearLine } from "./terminal/progress.ts";
import { makeTerminal, type Streams, type Terminal } from "./terminal/terminal.ts";

export type OperatorShell = TargetDeps &
  Streams & {
    /** The folder that relative paths start from. */
    readonly cwd: string;
    /** Where it is noted what an interrupted command has done already. */
    readonly stateDirectory: string;
  };

/** `before` is what an option that may be repeated has so far. */
type Parse = (text: string, before: unknown) => unknown;

type OptionDefinition = {
  /** `--limit <n>` */
  readonly flags: string;
  readonly description: string;
  /** Throws InvalidArgumentError. */
  readonly parse?: Parse;
  readonly default?: string | number;
  /** How the help says it, where the value itself would not do. */
  readonly shownDefault?: string;
  readonly isRequired?: boolean;
};

export type OperatorCommand<Options, Doc extends object> = {
  /** `list`, with its arguments: `show <id>`. An argument is an option of its name. */
  readonly name: string;
  readonly description: string;
  readonly examples: Examples;
  readonly options: readonly OptionDefinition[];
  /** It moves, writes or deletes something: it takes `--yes` and `--dry-run`, and asks before it begins. */
  readonly changes: boolean;
  /** Rejects with an OperatorError, or an AWS error. */
  readonly run: (target: Target, options: Options & Consent, terminal: Terminal) => Promise<Doc>;
  /** For people; without a line feed at its end. Empty where stdout is somebody else's. */
  readonly toText: (doc: Doc, target: Target) => string;
  /** Part of it went wrong: the exit code is 1. */
  readonly hasFailed?: (doc: Doc, options: Options & Consent) => boolean;
};

/** Undefined for a command that changes nothing. */
export type Consent = { readonly yes?: boolean; readonly dryRun?: boolean };

const addOptions = (command: Command, options: readonly OptionDefinition[]): void => {
  for (const { flags, description, parse, default: value, shownDefault, isRequired } of options) {
    const option = command.createOption(flags, description).makeOptionMandatory(isRequired === true);
    if (parse !== undefined) option.argParser(parse);
    if (value !== undefined) option.default(value, shownDefault);
    command.addOption(option);
  }
};

const isSilenced = (error: unknown): error is CommanderError => error instanceof CommanderError;

/**
 * Adds it to the program, or to the command of its family. With `--json` stdout gets one document and nothing else.
 * Exit codes: 0 done, 1 failed, 2 the command line was not understood; 128 and its number where a signal ended it.
 */
export const addOperatorCommand = <Options extends object, Doc extends object>(
  parent: Command,
  shell: OperatorShell,
  definition: OperatorCommand<Options, Doc>,
): Command => {
  const { name, description, examples, options, changes, run, toText, hasFailed } = definition;
  const command = parent.command(name).description(description);
  addOptions(command, options);
  command
    .option(
      "--env <name>",
      "the deployed environment, by your AWS credentials and region",
      notEmpty("--env needs a name."),
    )
    .option("--local", "the system on this machine; found by itself where --env is not given")
    .option("--json", "print one JSON document on stdout, and everything else on stderr");
  if (changes)
    command
      .option("--dry-run", "say what would be done, and change nothing")
      .option("--yes", "do not ask before anything is changed");
  addExamples(command, examples);
  const argumentNames = command.registeredArguments.map((argument) => argument.name());
  return command.action(async (...given: readonly unknown[]) => {
    const { toSentence } = await import("./target/aws-errors.ts");
    const named = Object.fromEntries(argumentNames.map((argument, index) => [argument, given[index]]));
    const all = {
      ...command.opts<Options & Consent & TargetOptions & { readonly json?: boolean }>(),
      ...named,
    };
    const isJson = all.json === true;
    const terminal = makeTerminal(shell, isJson);
    try {
      const { findTarget } = await import("./target/find-target.ts");
      const { destroyClients } = await import("./target/clients.ts");
      const target = await findTarget(all, shell);
      try {
        const confirm: Terminal["confirm"] = async (question, word) =>
          terminal.confirm(`${target.fullName}:\n${question}`, word);
        const doc = await run(target, all, { ...terminal, confirm });
        const head = all.dryRun === true ? `Dry run: ${target.fullName}\n` : "";
        // What only looks prints tables, and texts as they came.
        const toLines = (found: string): string => (changes ? fold(found, shell.stdout.columns) : found);
        const text = isJson ? JSON.stringify(doc) : toLines(toText(doc, target));
        if (text !== "") shell.stdout.write(`${isJson ? "" : head}${text}\n`);
        if (hasFailed?.(doc, all) === true) throw new CommanderError(1, "commander.error", "");
      } finally {
        destroyClients(target.clients);
      }
    } catch (error) {
      if (shell.stderr.isTTY === true) shell.stderr.write(clearLine);
      // What only the command itself can tell of its argument: Commander is past printing it.
      if (error instanceof InvalidArgumentError)
        command.error(`error: ${error.message}`, { code: error.code, exitCode: 2 });
      if (isSilenced(error)) throw error;
      command.error(fold(`error: ${toSentence(error)}`, shell.stderr.columns), { exitCode: 1 });
    }
  });
};

/**
 * Asks before something is changed: for a yes, or for `word`. True when it may be; rejects where nobody can be asked.
 */
export const mayChange = async (
  { yes }: Consent,
  terminal: Pick<Terminal, "isInteractive" | "confirm">,
  question: string,
  word?: string,
): Promise<boolean> => {
  if (yes === true) return true;
  const { OperatorError } = await import("./operator-error.ts");
  if (!terminal.isInteractive)
    throw new OperatorError(
      "nobody can be asked here: add --yes to do it, or --dry-run to see what would be done",
    );
  return terminal.confirm(question, word);
};
