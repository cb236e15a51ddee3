// Erases what there is of a company: what waits first, so that it does not come back, then records and objects.
import { createHash } from "node:crypto";
import { sha256 } from "../sha256.ts";
import type { Target } from "../target/target.ts";
import { withLastWords } from "../terminal/last-words.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { eraseObjects } from "./erase-objects.ts";
import { eraseQueued, type ErasedQueued } from "./erase-queued.ts";
import { eraseRecords } from "./erase-records.ts";
import { toUnseenLines, type Unseen } from "./unseen.ts";

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

const toRemaining = (unseen: Unseen): readonly string[] => [
  "What the company's clients send or retry from now on is stored anew: withdraw their credentials first, and run this again afterwards.",
  ...toUnseenLines(unseen),
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
  let count = 0;
  const progress = terminal.progress(options.isDryRun ? "found" : "erased");
  const erasing = {
    ...options,
    note: (name: string) => {
      names.update(`${name}\n`);
      count += 1;
      progress.advance(1);
    },
  };
  const sayHowMany = (): void => {
    if (options.isDryRun) return;
    const some = `Erased so far: at least ${count.toLocaleString("en")}, each version of an object counted. The same line goes on; its receipt is of the rest.`;
    terminal.say(count === 0 ? "No deletion was confirmed. The same line begins anew." : some);
  };
  const { queued, resent, unseen, records, ...objects } = await withLastWords(sayHowMany, async () => ({
    ...(await eraseQueued(target, erasing, terminal)),
    records: await eraseRecords(target, erasing),
    ...(await eraseObjects(target, erasing)),
  })).finally(progress.done);
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
