// Erases what there is of a company: what waits first, so that it does not come back, then records and objects.
import { createHash } from "node:crypto";
import { sha256 } from "../sha256.ts";
import type { Target } from "../target/target.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { eraseObjects } from "./erase-objects.ts";
import { eraseQueued, type ErasedQueued } from "./erase-queued.ts";
import { eraseRecords } from "./erase-records.ts";

export type Receipt = {
  readonly company_sha256: string;
  readonly records: number;
  readonly objects: number;
  /** Of these objects, delete markers among them. */
  readonly versions: number;
  /** Messages in the queue, and dead letters. */
  readonly queued: number;
  readonly began_at: string;
  readonly ended_at: string;
  /** Of the names of all that was erased, a line each, in their order. */
  readonly erased_sha256: string;
  readonly resent: ErasedQueued["resent"];
  readonly unseen: ErasedQueued["unseen"];
  /** What this could not reach, or may bring it back. */
  readonly remaining: readonly string[];
};

const toRemaining = ({ in_flight, delayed, dead_letters }: Receipt["unseen"]): readonly string[] => [
  "What the company's clients send or retry from now on is stored anew: withdraw their credentials first, and run this again afterwards.",
  ...(in_flight + delayed > 0
    ? [
        `${in_flight} messages were being worked on and ${delayed} were delayed, of whichever company: SQS shows them to nobody. Run this again in 15 minutes.`,
      ]
    : []),
  ...(dead_letters > 0
    ? [
        `${dead_letters} dead letters, of whichever company, were hidden by another look or move, or not shown by SQS. Run this again when that is over.`,
      ]
    : []),
  "Where point-in-time recovery is on, the table's past can be restored for 35 days, the company's records with it.",
  "Logs hold hashes and ids of requests, the access log with tokens the company's id too, until they expire.",
  "Files that dead letters were exported to are where they were put.",
  "Texts of other companies, or of none that can be read, may name this one: they are not its own.",
];

export type EraseOptions = {
  readonly companyId: string;
  readonly isDryRun: boolean;
  readonly rate: number | undefined;
};

/** May be repeated: it erases what is there. */
export const eraseCompany = async (
  target: Target,
  options: EraseOptions,
  terminal: Pick<Terminal, "progress" | "say">,
): Promise<Receipt> => {
  const began_at = new Date().toISOString();
  const names = createHash("sha256");
  const progress = terminal.progress(options.isDryRun ? "found" : "erased");
  const erasing = {
    ...options,
    note: (name: string) => {
      names.update(`${name}\n`);
      progress.advance(1);
    },
  };
  const { queued, resent, unseen } = await eraseQueued(target, erasing, terminal);
  const records = await eraseRecords(target, erasing);
  const objects = await eraseObjects(target, erasing);
  progress.done();
  return {
    company_sha256: sha256(options.companyId),
    records,
    ...objects,
    queued,
    began_at,
    ended_at: new Date().toISOString(),
    erased_sha256: names.digest("hex"),
    resent,
    unseen,
    remaining: toRemaining(unseen),
  };
};
