// `ops dlq import`: the letters of a file into the dead-letter queue, for a later redrive.
import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { mayChange, type Consent } from "../command.ts";
import { OperatorError } from "../operator-error.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { openJournal } from "./journal.ts";
import { readLetterFile, type FiledLetter } from "./letter-file.ts";
import { lookAtLetters } from "./look.ts";
import { awaitHidden } from "./queue.ts";
import { makePace } from "./pace.ts";
import { sendLetter } from "./send-letter.ts";

export type Imported = { readonly imported: number; readonly failed: number; readonly dry_run?: true };

const perSecond = 500;
/** Letters in memory at once. */
const windowSize = 100;

const count = async (file: string): Promise<number> => {
  let letters = 0;
  for await (const _letter of readLetterFile(file)) letters += 1;
  return letters;
};

async function* inWindows(file: string): AsyncGenerator<readonly FiledLetter[], void> {
  let window: FiledLetter[] = [];
  for await (const letter of readLetterFile(file)) {
    window.push(letter);
    if (window.length < windowSize) continue;
    yield window;
    window = [];
  }
  if (window.length > 0) yield window;
}

/** By request and text, which a move keeps, unlike SQS's id. */
const toTrait = (requestId: string | undefined, sha256: string): string => `${requestId ?? ""} ${sha256}`;

/** What lies in the queue already of what an interrupted import may have sent. */
const findPresent = async (target: Target, terminal: Terminal): Promise<ReadonlySet<string>> => {
  await awaitHidden(target, terminal);
  return lookAtLetters(target, async ({ pages }) => {
    const present = new Set<string>();
    for await (const letters of pages())
      for (const { requestId, sha256 } of letters) present.add(toTrait(requestId, sha256));
    return present;
  });
};

const toFiledTrait = ({ messageAttributes, body }: FiledLetter): string =>
  toTrait(messageAttributes["request_id"]?.StringValue, createHash("sha256").update(body).digest("hex"));

/** An import that was killed goes on with what it has not sent; `imported` counts what it sent before, too. */
export const importLetters = async (
  target: Target,
  { from, ...consent }: Consent & { readonly from: string },
  terminal: Terminal,
  stateDirectory: string,
): Promise<Imported> => {
  // All of it is read before anything is sent: a file that is broken half-way would be imported by half.
  const total = await count(from).catch((error: unknown) => {
    throw error instanceof OperatorError
      ? error
      : new OperatorError(`${from} cannot be read`, { cause: error });
  });
  const journal = openJournal(stateDirectory, ["import", target.deadLetterQueueUrl, realpathSync(from)]);
  if (journal.done.size + journal.unsure.size > 0)
    terminal.say(
      `An earlier import of this file was interrupted after ${countOf(journal.done.size, "letter")}: going on.`,
    );
  if (consent.dryRun === true) return { imported: total, failed: 0, dry_run: true };
  const question = `Put ${countOf(total, "letter")} into the dead-letter queue of ${target.stack}?`;
  if (total === 0 || !(await mayChange(consent, terminal, question))) return { imported: 0, failed: 0 };
  const present = journal.unsure.size === 0 ? new Set<string>() : await findPresent(target, terminal);
  const progress = terminal.progress("sending letters", total);
  const pace = makePace(perSecond);
  let imported = 0;
  try {
    for await (const window of inWindows(from))
      await pace(window, async (letter) => {
        const wasSent =
          journal.done.has(letter.id) || (journal.unsure.has(letter.id) && present.has(toFiledTrait(letter)));
        if (!wasSent) {
          journal.begin(letter.id);
          await sendLetter(target.clients.sqs, target.deadLetterQueueUrl, letter);
          journal.end(letter.id);
        }
        imported += 1;
        progress.advance(1);
      });
  } finally {
    progress.done();
  }
  journal.finish();
  return { imported, failed: total - imported };
};
