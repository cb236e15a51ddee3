// `ops rebuild`: an empty or partly filled table, made again from the archive.
import type { Command } from "commander";
import { resolve } from "node:path";
import { addOperatorCommand, mayChange, type OperatorShell } from "../command.ts";
import { notEmpty, wholeNumber } from "../option-values.ts";
import { ops } from "../target/ops-line.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import type { Rebuilt } from "./rebuild-table.ts";

type Options = { readonly rate?: number; readonly progressFile?: string };
type Doc = Partial<Rebuilt> & Pick<Rebuilt, "records"> & { readonly dry_run?: boolean };

const toText = (
  { records, present, undecided = [], dry_run, ...others }: Doc,
  target: Pick<Target, "stack" | "isLocal">,
): string => {
  // The answer to the question was no.
  if (present === undefined) return "No record was made.";
  const reconcile = ops(target, "reconcile");
  return [
    `${countOf(records, "record")} ${dry_run === true ? "to be made" : "made"} from the archive; ${present.toLocaleString("en")} were there already.`,
    ...(
      [
        [
          "lost",
          "text lost its id: its rejection is the record",
          "texts lost their ids: their rejections are the records",
        ],
        [
          "replaced",
          "rejection was replaced by a later message",
          "rejections were replaced by later messages",
        ],
        ["expired", "record is past its retention", "records are past their retention"],
        [
          "orphans",
          `object is none a record can be made of: ${reconcile}`,
          `objects are none a record can be made of: ${reconcile}`,
        ],
        [
          "conflicts",
          "key holds another message's record, or an item that is no record: it stays",
          "keys hold other messages' records, or items that are no records: they stay",
        ],
      ] as const
    ).flatMap(([name, one, many]) =>
      (others[name] ?? 0) > 0 ? [`  ${countOf(others[name] ?? 0, one, many)}`] : [],
    ),
    ...undecided.map(
      (id) =>
        `  ${id}
    two companies claim this id, and neither is recorded: replay the one that
    should have it (${ops(target, "replay --company UUID")})`,
    ),
  ].join("\n");
};

export const addRebuildCommand = (program: Command, shell: OperatorShell): Command =>
  addOperatorCommand<Options, Doc>(program, shell, {
    name: "rebuild",
    description: "make the records of a lost table again, from the archive",
    examples: [
      ["rebuild --dry-run", "count what would be written"],
      [
        "rebuild --env prod --rate 500 --progress-file rebuild.progress",
        "500 records a second, to be gone on with",
      ],
    ],
    options: [
      {
        flags: "--rate <n>",
        description: "records a second; as many as can be unless told otherwise",
        parse: wholeNumber(1),
      },
      {
        flags: "--progress-file <path>",
        description: "keep how far it is in this file, and go on from there when it is interrupted",
        parse: notEmpty("--progress-file needs a name."),
      },
    ],
    changes: true,
    run: async (target, { rate, progressFile, ...consent }, terminal) => {
      const { rebuildTable } = await import("./rebuild-table.ts");
      const { readRecordDays } = await import("../target/worker-settings.ts");
      const { whilePaused } = await import("./while-paused.ts");
      const { withWorkFile } = await import("../archive/work-file.ts");
      const { schema } = await import("./archive-index.ts");
      const isDryRun = consent.dryRun === true;
      const question = "Write what the table lacks from the archive, while the worker is paused?";
      if (!isDryRun && !(await mayChange(consent, terminal, question))) return { records: 0 };
      const options = { rate, isDryRun, recordDays: await readRecordDays(target), now: new Date() };
      const rebuild = async (): Promise<Rebuilt> =>
        withWorkFile(
          {
            file: progressFile === undefined ? undefined : resolve(shell.cwd, progressFile),
            purpose: `rebuild of ${target.table}${isDryRun ? ", dry run" : ""}`,
            schema,
          },
          async (workFile) => rebuildTable(target, options, workFile, terminal),
        );
      return isDryRun
        ? { ...(await rebuild()), dry_run: true }
        : whilePaused(target, { say: terminal.say, stateDirectory: shell.stateDirectory }, rebuild);
    },
    toText,
    hasFailed: ({ undecided = [] }) => undecided.length > 0,
  });
