// `ops reconcile`: whether archive and table tell the same.
import type { Command } from "commander";
import { resolve } from "node:path";
import { addOperatorCommand, mayChange, type OperatorShell } from "../command.ts";
import { notEmpty, toCompanyId, wholeNumber } from "../option-values.ts";
import { ops } from "../target/ops-line.ts";
import type { Target } from "../target/target.ts";
import { toTable } from "../terminal/table.ts";
import { nothingFound, type Reconciled } from "./reconciled.ts";

type Options = {
  readonly repair?: boolean;
  readonly company?: string;
  readonly rate?: number;
  readonly progressFile?: string;
};

/** No repair touches it: which text it had nobody can tell but by its hash. */
const onDamaged = (target: Target): string =>
  `A damaged record stays as it is. Where the object has the right text, delete the record, and ${ops(target, "reconcile --repair")} makes it again:
  aws dynamodb delete-item --table-name ${target.table} --key '{"message_id":{"S":"ID"}}'
Where it has not: docs/operating.md#archive-against-table`;

const toTableText = (doc: Reconciled): string =>
  toTable(
    ["", "count"],
    [
      ["objects without a record, of which one can be made", doc.missing_records],
      ["records without their object", doc.missing_objects],
      ["objects and records with different hashes", doc.differing],
      ["objects no record can be made of", doc.orphans],
      ["records whose own text is damaged", doc.damaged],
      ["items of the table that are no records", doc.unreadable],
      ["repaired", doc.repaired],
      ["found by a repair, and not repaired", doc.left],
      ["records looked at", doc.records],
      ["objects looked at", doc.objects],
    ],
  );

const toText = (doc: Reconciled): string =>
  doc.records + doc.objects + doc.unreadable === 0 ? "Nothing was looked at." : toTableText(doc);

export const addReconcileCommand = (program: Command, shell: OperatorShell): Command =>
  addOperatorCommand<Options, Reconciled>(program, shell, {
    name: "reconcile",
    description: "compare the archive with the table, and write back what one of them lacks",
    examples: [
      ["reconcile", "compare, and change nothing; the exit code is 1 where something is missing or differs"],
      ["reconcile --repair --company UUID", "of one company, with what is missing written back"],
    ],
    options: [
      { flags: "--repair", description: "write back missing records and objects, and objects that differ" },
      { flags: "--company <id>", description: "of one company, a UUID", parse: toCompanyId },
      {
        flags: "--rate <n>",
        description: "records or objects a second; as many as can be unless told otherwise",
        parse: wholeNumber(1),
      },
      {
        flags: "--progress-file <path>",
        description: "keep how far it is in this file, and go on from there when it is interrupted",
        parse: notEmpty("--progress-file needs a name."),
      },
    ],
    changes: true,
    run: async (target, { repair, company: companyId, rate, progressFile, ...consent }, terminal) => {
      const { compareStores, schema } = await import("./compare-stores.ts");
      const { readRecordDays } = await import("../target/worker-settings.ts");
      const { withWorkFile } = await import("../archive/work-file.ts");
      const isRepair = repair === true && consent.dryRun !== true;
      const question = "Write back what the archive or the table lacks?";
      if (isRepair && !(await mayChange(consent, terminal, question))) return nothingFound;
      const options = {
        companyId,
        isRepair,
        isKept: progressFile !== undefined,
        rate,
        recordDays: await readRecordDays(target),
        now: new Date(),
      };
      const found = await withWorkFile(
        {
          file: progressFile === undefined ? undefined : resolve(shell.cwd, progressFile),
          purpose: `${isRepair ? "repair" : "comparison"} of ${companyId ?? "all"} in ${target.table}`,
          schema,
        },
        async (workFile) => compareStores(target, options, workFile, terminal),
      );
      if (found.damaged > 0) terminal.say(onDamaged(target));
      return found;
    },
    toText,
    hasFailed: ({ left, missing_records, missing_objects, differing }, { repair }) =>
      repair === true ? left > 0 : missing_records + missing_objects + differing > 0,
  });
