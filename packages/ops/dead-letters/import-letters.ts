// `ops dlq import`: the letters of a file into the dead-letter queue, for a later redrive.
import { mayChange, type Consent } from "../command.ts";
import { OperatorError } from "../operator-error.ts";
import { sha256 } from "../sha256.ts";
import { inBatches } from "../streams/in-batches.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import { withLastWords } from "../terminal/last-words.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { readLetterFile, type FiledLetter } from "./letter-file.ts";
import { beforeChange } from "./find-letters.ts";
import { lookAtLetters } from "./look.ts";
import { awaitHidden } from "./queue.ts";
import { makePace } from "./pace.ts";
import { toProgressWords } from "./progress-words.ts";
import { sendLetter } from "./send-letter.ts";

export type Imported = {
  /** Of the file, put into the dead-letter queue. */
  readonly imported: number;
  /** Of the file, too: these lay there before, and were not sent. */
  readonly present: number;
  /** What SQS refuses ends the import. */
  readonly failed: 0;
  readonly dry_run?: true;
};

const perSecond = 500;
/** Letters in memory at once. */
const windowSize = 100;

/** By request and text, which a move keeps, unlike SQS's id. */
const toTrait = (requestId: string | undefined, sha256: string): string => `${requestId ?? ""} ${sha256}`;

const toFiledTrait = ({ messageAttributes, body }: FiledLetter): string =>
  toTrait(messageAttributes["request_id"]?.StringValue, sha256(body));

/** Each once: of two exports in one file the second has letters again. */
async function* lettersOf(file: string): AsyncGenerator<FiledLetter, void> {
  const ids = new Set<string>();
  for await (const letter of readLetterFile(file)) {
    if (ids.has(letter.id)) continue;
    ids.add(letter.id);
    yield letter;
  }
}

/** How many letters of each trait the queue holds. */
type Present = ReadonlyMap<string, number>;

const findPresent = async (target: Target, terminal: Terminal): Promise<Present> => {
  await awaitHidden(target, terminal);
  return lookAtLetters(
    target,
    async ({ pages, unseen }) => {
      const present = new Map<string, number>();
      for await (const letters of pages())
        for (const { requestId, sha256 } of letters) {
          const trait = toTrait(requestId, sha256);
          present.set(trait, (present.get(trait) ?? 0) + 1);
        }
      if (unseen() > 0)
        throw new OperatorError(
          `SQS counts ${countOf(unseen(), "letter")} in the dead-letter queue that it does not show, and that the file may hold: nothing was sent, try again in a minute`,
        );
      return present;
    },
    { isThorough: true },
  );
};

/** Those of the file that the queue lacks: each that lies there stands for one of the file. */
async function* missingOf(file: string, present: Present): AsyncGenerator<FiledLetter, void> {
  const left = new Map(present);
  for await (const letter of lettersOf(file)) {
    const trait = toFiledTrait(letter);
    const count = left.get(trait) ?? 0;
    if (count === 0) yield letter;
    else left.set(trait, count - 1);
  }
}

const count = async (letters: AsyncIterable<FiledLetter>): Promise<number> => {
  let found = 0;
  for await (const _letter of letters) found += 1;
  return found;
};

const send = async (
  { clients, deadLetterQueueUrl }: Target,
  letters: AsyncIterable<FiledLetter>,
  onSent: () => void,
): Promise<void> => {
  const pace = makePace(perSecond);
  for await (const window of inBatches(letters, { most: windowSize }))
    await pace(window, async (letter) => {
      await sendLetter(clients.sqs, deadLetterQueueUrl, letter);
      onSent();
    });
};

/** Sends what the queue lacks of the file: so one that was killed goes on, and a second one adds nothing. */
export const importLetters = async (
  target: Target,
  { from, ...consent }: Consent & { readonly from: string },
  terminal: Terminal,
): Promise<Imported> => {
  // All of it is read before anything is sent: a file that is broken half-way would be imported by half.
  const total = await count(lettersOf(from)).catch((error: unknown) => {
    throw error instanceof OperatorError
      ? error
      : new OperatorError(`${from} cannot be read`, { cause: error });
  });
  const found = await beforeChange(terminal, async () => findPresent(target, terminal));
  const missing = await count(missingOf(from, found));
  const present = total - missing;
  if (present > 0)
    terminal.say(
      `${countOf(present, "letter")} of the file in the dead-letter queue already: not sent again.`,
    );
  if (consent.dryRun === true) return { imported: missing, present, failed: 0, dry_run: true };
  const question = `Put ${countOf(missing, "letter")} into the dead-letter queue?`;
  if (missing > 0 && !(await mayChange(consent, terminal, question)))
    return { imported: 0, present, failed: 0 };
  const progress = terminal.progress("sending letters", missing);
  let imported = 0;
  const onSent = (): void => {
    imported += 1;
    progress.advance(1);
  };
  const sayHowMany = (): void => terminal.say(toProgressWords("Imported", imported, missing));
  try {
    await withLastWords(sayHowMany, async () => send(target, missingOf(from, found), onSent));
  } finally {
    progress.done();
  }
  return { imported, present, failed: 0 };
};
