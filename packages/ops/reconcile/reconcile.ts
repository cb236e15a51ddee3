// `ops reconcile`: whether archive and table tell the same.
import type { Command } from "commander";
import { resolve } from "node:path";
import { addOperatorCommand, mayChange, type OperatorShell } from "../command.ts";
import { toCompanyId, wholeNumber } from "../option-values.ts";
import { toTable } from "../terminal/table.ts";
import type { Reconciled } from "./compare-stores.ts";

type Options = {
  readonly repair?: boolean;
  readonly company?: string;
  readonly rate?: number;
  readonly progressFile?: string;
};

const toText = (doc: Reconciled): string =>
  toTable(
    ["", "count"],
    [
      ["objects without a record, of which one can be made", doc.missing_records],
      ["records without their object", doc.missing_objects],
      ["objects and records with different hashes", doc.differing],
      ["objects no record can be made of", doc.orphans],
      ["items of the table that are no records", doc.unreadable],
      ["repaired", doc.repaired],
      ["records looked at", doc.records],
      ["objects looked at", doc.objects],
    ],
  );

const nothing: Reconciled = {
  missing_records: 0,
  missing_objects: 0,
  differing: 0,
  orphans: 0,
  repaired: 0,
  records: 0,
  objects: 0,
  unreadable: 0,
};

export const addReconcileCommand = (program: Command, shell: OperatorShell): Command =>
  addOperatorCommand<Options, Reconciled>(program, shell, {
    name: "reconcile",
    description: "compare the archive with the table, and write back what one of them lacks",
    examples: [
      ["reconcile", "compare, and change nothing"],
      ["reconcile --repair --company UUID", "of one company, with what is missing written back"],
    ],
    options: [
      { flags: "--repair", description: "write back missing records and objects, and objects that differ" },
      { flags: "--company <id>", description: "of one company, a UUID", parse: toCompanyId },
      {
        flags: "--rate <n>",
        description: "records a second; as many as can be unless told otherwise",
        parse: wholeNumber(1),
      },
      {
        flags: "--progress-file <path>",
        description: "keep how far it is in this file, and go on from there when it is interrupted",
      },
    ],
    changes: true,
    run: async (target, { repair, company: companyId, rate, progressFile, ...consent }, terminal) => {
      const { compareStores, schema } = await import("./compare-stores.ts");
      const { readRecordDays } = await import("../target/record-days.ts");
      const { withWorkFile } = await import("../archive/work-file.ts");
      const isRepair = repair === true && consent.dryRun !== true;
      const question = `Write back what archive or table of ${target.stack} lack?`;
      if (isRepair && !(await mayChange(consent, terminal, question))) return nothing;
      const options = {
        companyId,
        isRepair,
        rate,
        recordDays: await readRecordDays(target),
        now: new Date(),
      };
      return withWorkFile(
        {
          file: progressFile === undefined ? undefined : resolve(shell.cwd, progressFile),
          purpose: `${isRepair ? "repair" : "comparison"} of ${companyId ?? "all"} in ${target.table}`,
          schema,
        },
        async (workFile) => compareStores(target, options, workFile, terminal),
      );
    },
    toText,
  });
