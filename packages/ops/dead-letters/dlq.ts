// `ops dlq …`: the dead-letter queue, looked into and put right.
import { InvalidArgumentError, type Command } from "commander";
import { resolve } from "node:path";
import { addOperatorCommand, type OperatorShell } from "../command.ts";
import { addExamples } from "../examples.ts";
import { notEmpty, wholeNumber } from "../option-values.ts";
import { ops } from "../target/ops-line.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import type { Dropped, DropOptions } from "./drop.ts";
import type { Exported } from "./export-letters.ts";
import { filterOptions, isNaming, type LetterFilter, type Unmatched } from "./filter.ts";
import type { Imported } from "./import-letters.ts";
import { toLettersText, toNoLetters, type ListedLetters } from "./letters-text.ts";
import type { Redriven, RedriveOptions } from "./redrive.ts";
import { toShownText, type ShownLetter } from "./shown-text.ts";

type Stack = Pick<Target, "stack" | "isLocal">;

/** Also where what was named is not there: it may be mistyped. */
const hasFailedOrMissed = (
  { failed, none_of: unmatched, missing_ids: missing }: Unmatched & { readonly failed: number },
  options: LetterFilter,
): boolean => failed > 0 || missing !== undefined || (unmatched !== undefined && isNaming(options));

const withFailed = (text: string, failed: number): string =>
  failed === 0 ? text : `${text} ${countOf(failed, "letter")} left where they were, or gone meanwhile.`;

const addList = (dlq: Command, shell: OperatorShell): Command =>
  addOperatorCommand<LetterFilter, ListedLetters>(dlq, shell, {
    name: "list",
    description: "what lies in the dead-letter queue, by cause and company",
    examples: [
      ["dlq list --env prod", "all of it"],
      ["dlq list --code AccessDenied --older-than 2h", "some of it"],
    ],
    options: filterOptions,
    changes: false,
    run: async (target, options, terminal) => {
      const { findLetters, toUnmatched } = await import("./find-letters.ts");
      const { readDeadLetterQueue } = await import("./queue.ts");
      const queue = await readDeadLetterQueue(target);
      const found = await findLetters(target, options, terminal, queue);
      const { letters, hidden, notRead } = found;
      return { letters, hidden, ...toUnmatched(found), not_read: notRead };
    },
    toText: (listed, target) => toLettersText(listed, target, new Date()),
    hasFailed: ({ not_read: notRead }) => notRead.length > 0,
  });

const addShow = (dlq: Command, shell: OperatorShell): Command =>
  addOperatorCommand<{ readonly id: string }, ShownLetter>(dlq, shell, {
    name: "show <id>",
    description:
      "one letter, by its id or its message's: its text, its attributes, and the deliveries that failed",
    examples: [
      [
        "dlq show 0b8ba8f8-5f0c-4a0e-9d4b-2f6f43f0a111",
        "the text is the company's own: mind who reads along",
      ],
    ],
    options: [],
    changes: false,
    run: async (target, { id }) => {
      const { showLetter } = await import("./show-letter.ts");
      return showLetter(target, id);
    },
    toText: (letter) => toShownText(letter, new Date()),
    hasFailed: ({ not_read: notRead }) => notRead.length > 0,
  });

const toNone = (target: Stack, unmatched?: number): string =>
  `${toNoLetters(unmatched)} ${ops(target, "dlq list")} shows what is there.`;

const toRedrivenText = (
  { moved, failed, resumed = 0, none_of: unmatched, ...rest }: Redriven,
  target: Stack,
): string => {
  const isDry = rest.dry_run;
  const none = toNone(target, unmatched);
  const others = `${countOf(resumed, "letter")} that an interrupted redrive has sent already.`;
  if (isDry === true) {
    const would = moved === 0 ? none : `Would move ${countOf(moved, "letter")}.`;
    return resumed === 0 ? would : `${would} Would delete ${others}`;
  }
  if (unmatched !== undefined && resumed === 0) return none;
  const done =
    moved === 0
      ? "No letter was moved."
      : `Moved ${countOf(moved, "letter")} to the work queue; what fails again comes back: ${ops(target, "status")}`;
  return withFailed(resumed === 0 ? done : `${done}\nDeleted ${others}`, failed);
};

const addRedrive = (dlq: Command, shell: OperatorShell): Command =>
  addOperatorCommand<RedriveOptions, Redriven>(dlq, shell, {
    name: "redrive",
    description: "letters back to the work queue, all or some: once what made them fail is mended",
    examples: [
      ["dlq redrive --env prod", "all of them, by SQS itself, which goes on when this is stopped"],
      [
        "dlq redrive --limit 1 --yes",
        "the oldest one, to see whether it goes through; the same line again moves the next one",
      ],
      ["dlq redrive --code SlowDown --rate 20", "some, 20 a second; stopped half-way, the same line goes on"],
    ],
    options: [
      ...filterOptions,
      { flags: "--rate <n>", description: "letters a second", parse: wholeNumber(1, 500), default: 100 },
    ],
    changes: true,
    run: async (target, options, terminal) => {
      const { redrive } = await import("./redrive.ts");
      return redrive(target, options, terminal, shell.stateDirectory);
    },
    toText: toRedrivenText,
    hasFailed: hasFailedOrMissed,
  });

/** More than these, and they push what was done off the screen. */
const mostKeys = 10;

const toShortList = (keys: readonly string[]): readonly string[] => [
  ...keys.slice(0, mostKeys).map((key) => `  ${key}`),
  ...(keys.length > mostKeys
    ? [`  and ${(keys.length - mostKeys).toLocaleString("en")} more: --json has them`]
    : []),
];

export const toDroppedText = (
  { dropped, failed, letters, none_of: unmatched, ...rest }: Dropped,
  target: Stack,
): string => {
  const { groups = [], dry_run: isDry } = rest;
  const kept = letters.flatMap(({ archived_as: key }) => (key === null ? [] : [key]));
  if (unmatched !== undefined || (isDry === true && dropped === 0)) return toNone(target, unmatched);
  const count = countOf(dropped, "letter");
  const done = dropped === 0 ? "No letter was deleted." : `Deleted ${count} for ever.`;
  const head = isDry === true ? `Would delete ${count}.` : withFailed(done, failed);
  if (letters.length === 0) return head;
  const lost = letters.length - kept.length;
  const remains =
    kept.length === 0 ? [] : [`In the archive ${isDry === true ? "are" : "remain"}:`, ...toShortList(kept)];
  return [
    ...groups,
    head,
    ...remains,
    ...(lost === 0 ? [] : [`Nowhere else: the texts of ${countOf(lost, "letter")}.`]),
  ].join("\n");
};

const addDrop = (dlq: Command, shell: OperatorShell): Command =>
  addOperatorCommand<DropOptions, Dropped>(dlq, shell, {
    name: "drop",
    description: "delete letters for ever, and say what of them remains in the archive",
    examples: [
      ["dlq drop --id 0b8ba8f8-5f0c-4a0e-9d4b-2f6f43f0a111 --dry-run", "what would be gone"],
      ["dlq drop --company e0721e56-fb09-4273-ae74-7bcbc92d43eb", "export them first: ops dlq export"],
    ],
    options: [...filterOptions, { flags: "--all", description: "every letter" }],
    changes: true,
    run: async (target, options, terminal) => {
      const { dropLetters } = await import("./drop.ts");
      return dropLetters(target, options, terminal);
    },
    toText: toDroppedText,
    hasFailed: hasFailedOrMissed,
  });

const toExportedText = ({ exported, failed, file, none_of: unmatched }: Exported): string => {
  const done =
    unmatched === undefined
      ? `Wrote ${countOf(exported, "letter")}${file === null ? "" : ` to ${file}`}.`
      : `${toNoLetters(unmatched)} Nothing was written.`;
  const left = `${countOf(failed, "letter")} hidden by another look or move, or gone meanwhile`;
  return failed === 0 ? done : `${done} Not among these: ${left}.`;
};

const addExport = (dlq: Command, shell: OperatorShell): Command =>
  addOperatorCommand<LetterFilter & { readonly to: string }, Exported>(dlq, shell, {
    name: "export",
    description: "letters with their texts and attributes into a file; they stay where they are",
    examples: [
      ["dlq export --to letters.jsonl", "a line of JSON for each; the file holds the companies' texts"],
      ["dlq export --env prod --to - | gpg -er ops > letters.gpg", "for another program, on stdout"],
    ],
    options: [
      {
        flags: "--to <file>",
        description: "a new file, or - for stdout",
        parse: notEmpty("--to needs a name."),
        isRequired: true,
      },
      ...filterOptions,
    ],
    changes: false,
    run: async (target, { to, ...filter }, terminal) => {
      const { exportLetters } = await import("./export-letters.ts");
      if (to !== "-") return exportLetters(target, filter, resolve(shell.cwd, to), terminal);
      if (terminal.isJson)
        throw new InvalidArgumentError(
          "--to - puts letters on stdout, and --json its document: give one of them.",
        );
      const exported = await exportLetters(target, filter, shell.stdout, terminal);
      terminal.say(toExportedText(exported));
      return exported;
    },
    toText: (exported) => (exported.file === null ? "" : toExportedText(exported)),
    hasFailed: hasFailedOrMissed,
  });

/** How many of the file lie there already was said before. */
const toImportedText = ({ imported, dry_run: isDry }: Imported): string => {
  if (imported === 0) return "No letter was put into the dead-letter queue.";
  return `${isDry === true ? "Would put" : "Put"} ${countOf(imported, "letter")} into the dead-letter queue.`;
};

const addImport = (dlq: Command, shell: OperatorShell): Command =>
  addOperatorCommand<{ readonly from: string }, Imported>(dlq, shell, {
    name: "import",
    description: "the letters of an exported file into the dead-letter queue, for a later redrive",
    examples: [["dlq import --from letters.jsonl", "killed half-way, the same line goes on"]],
    options: [
      {
        flags: "--from <file>",
        description: "of ops dlq export",
        parse: notEmpty("--from needs a name."),
        isRequired: true,
      },
    ],
    changes: true,
    run: async (target, { from, ...consent }, terminal) => {
      const { importLetters } = await import("./import-letters.ts");
      return importLetters(target, { ...consent, from: resolve(shell.cwd, from) }, terminal);
    },
    toText: toImportedText,
  });

export const addDeadLetterCommands = (program: Command, shell: OperatorShell): void => {
  const dlq = program
    .command("dlq")
    .description("the dead-letter queue: list, show, redrive, drop, export, import");
  addExamples(dlq, [
    ["dlq list", "what lies there, and why"],
    ["dlq redrive --limit 1", "the oldest one back to the work queue; the others, when it is processed"],
  ]);
  for (const add of [addList, addShow, addRedrive, addDrop, addExport, addImport]) add(dlq, shell);
};
