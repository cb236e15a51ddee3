// `ops erase`: everything there is of one company, for good.
import type { Command } from "commander";
import { addOperatorCommand, mayChange, type OperatorShell } from "../command.ts";
import { toCompanyId, wholeNumber } from "../option-values.ts";
import { countOf } from "../terminal/in-words.ts";
import type { Receipt } from "./erase-company.ts";
import { toUnseenLines } from "./unseen.ts";

type Options = { readonly company: string; readonly rate?: number };
type Doc = Partial<Receipt> &
  Pick<Receipt, "records" | "objects" | "queued"> & { readonly dry_run?: boolean };

const toCounts = ({ records, objects, versions = 0, queued }: Doc): string =>
  `${countOf(records, "record")}, ${countOf(objects, "object")} (${countOf(versions, "version")}) and ${countOf(queued, "queued message or dead letter", "queued messages and dead letters")}`;

const toResent = ({ resent = 0 }: Doc): readonly string[] =>
  resent === 0
    ? []
    : [
        `${countOf(resent, "message")} in the queue, of whichever company, sent anew: this look would have been the last delivery.`,
      ];

const toText = (doc: Doc): string => {
  const { remaining = [], company_sha256, began_at, ended_at, erased_sha256, unseen } = doc;
  if (company_sha256 === undefined) return "Nothing was erased: what was typed is not the company's id.";
  if (doc.dry_run === true)
    return [
      `Nothing was erased. To be erased: ${toCounts(doc)}.`,
      ...toResent(doc),
      ...(unseen === undefined ? [] : toUnseenLines(unseen)),
    ].join("\n");
  return [
    `Erased, of the company whose id has the SHA-256 ${company_sha256}: ${toCounts(doc)}.`,
    `From ${began_at} to ${ended_at}; the names of all have the SHA-256 ${erased_sha256}.`,
    ...toResent(doc),
    "What remains:",
    ...remaining.map((line) => `- ${line}`),
  ].join("\n");
};

export const addEraseCommand = (program: Command, shell: OperatorShell): Command =>
  addOperatorCommand<Options, Doc>(program, shell, {
    name: "erase",
    description:
      "erase a company's records, objects with all their versions, queued messages and dead letters. With --dry-run, too, it looks at each message in the queue, which counts as a delivery; a message that has none left then is sent anew",
    examples: [
      ["erase --company UUID --dry-run", "count what would be erased"],
      ["erase --company UUID --env prod", "count, ask, erase, and print a receipt"],
    ],
    options: [
      { flags: "--company <id>", description: "the company, a UUID", parse: toCompanyId, isRequired: true },
      {
        flags: "--rate <n>",
        description: "deletions a second; as many as can be unless told otherwise",
        parse: wholeNumber(1),
      },
    ],
    changes: true,
    run: async (target, { company: companyId, rate, ...consent }, terminal) => {
      const { eraseCompany } = await import("./erase-company.ts");
      const erase = async (isDryRun: boolean): Promise<Receipt> =>
        eraseCompany(target, { companyId, isDryRun, rate }, terminal);
      if (consent.dryRun === true) return { ...(await erase(true)), dry_run: true };
      if (consent.yes !== true && terminal.isInteractive) {
        const question = `Erase ${toCounts(await erase(true))}, for good, of\n  ${companyId}\nType the company's id to go on:`;
        if (!(await mayChange(consent, terminal, question, companyId)))
          return { records: 0, objects: 0, queued: 0 };
      } else await mayChange(consent, terminal, "");
      return erase(false);
    },
    toText,
    // What was typed to go on was something else.
    hasFailed: ({ company_sha256 }) => company_sha256 === undefined,
  });
