// Takes a company's messages out of the work queue and the dead-letter queue, as far as SQS shows them.
import { DeleteMessageBatchCommand, GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { Letter } from "../dead-letters/letter.ts";
import { lookAtLetters, type Look } from "../dead-letters/look.ts";
import { sendLetter } from "../dead-letters/send-letter.ts";
import { OperatorError } from "../operator-error.ts";
import type { Target } from "../target/target.ts";
import type { Erasing } from "./erasing.ts";

const deleteAll = async (
  { clients }: Target,
  queueUrl: string,
  letters: readonly Letter[],
): Promise<void> => {
  if (letters.length === 0) return;
  const Entries = letters.map(({ receiptHandle: ReceiptHandle }, index) => ({
    Id: `${index}`,
    ReceiptHandle,
  }));
  const { Failed = [] } = await clients.sqs.send(
    new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
  );
  if (Failed.length > 0)
    throw new Error(`SQS deleted all but ${Failed.length} of ${letters.length} messages`);
};

type QueueState = {
  readonly maxReceiveCount: number;
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
};

/** A look sees no more. */
const mostVisible = 100_000;

const readState = async ({ clients }: Target, queueUrl: string): Promise<QueueState> => {
  const { Attributes = {} } = await clients.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: [
        "RedrivePolicy",
        "ApproximateNumberOfMessages",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
      ],
    }),
  );
  const policy = JSON.parse(Attributes.RedrivePolicy ?? "{}") as {
    readonly maxReceiveCount?: number | string;
  };
  return {
    maxReceiveCount: Number(policy.maxReceiveCount ?? Infinity),
    visible: Number(Attributes.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
    delayed: Number(Attributes.ApproximateNumberOfMessagesDelayed ?? 0),
  };
};

type Erase = {
  readonly queueUrl: string;
  /** How often a message may be received before SQS takes it for a dead letter; Infinity where it never does. */
  readonly maxReceiveCount: number;
};

/** Others' messages are left as they are: a look must not be the last delivery that they had. */
const eraseFrom = async (
  target: Target,
  { queueUrl, maxReceiveCount }: Erase,
  erasing: Erasing,
): Promise<number> => {
  const erasePage = async (page: readonly Letter[], look: Look): Promise<number> => {
    const own = page.filter(({ companyId }) => companyId === erasing.companyId);
    const spent = page.filter((letter) => !own.includes(letter) && letter.looks >= maxReceiveCount);
    // A new message in the place of each.
    for (const letter of spent) await sendLetter(target.clients.sqs, queueUrl, letter);
    const gone = erasing.isDryRun ? spent : [...spent, ...own];
    await deleteAll(target, queueUrl, gone);
    gone.forEach(look.isGone);
    for (const { sha256 } of own) erasing.note(`sqs ${sha256}`);
    return own.length;
  };
  return lookAtLetters({ deadLetterQueueUrl: queueUrl, clients: target.clients }, async (look) => {
    let count = 0;
    for await (const page of look.pages()) count += await erasePage(page, look);
    return count;
  });
};

export type ErasedQueued = {
  readonly queued: number;
  /** Of all companies: what is worked on or delayed shows itself to nobody. */
  readonly unseen: { readonly in_flight: number; readonly delayed: number };
};

export const eraseQueued = async (target: Target, erasing: Erasing): Promise<ErasedQueued> => {
  const { queueUrl, deadLetterQueueUrl } = target;
  const { maxReceiveCount, visible, inFlight, delayed } = await readState(target, queueUrl);
  if (visible > mostVisible)
    throw new OperatorError("too many messages wait to look at each: let them be processed first");
  const waiting = await eraseFrom(target, { queueUrl, maxReceiveCount }, erasing);
  const dead = await eraseFrom(target, { queueUrl: deadLetterQueueUrl, maxReceiveCount: Infinity }, erasing);
  return { queued: waiting + dead, unseen: { in_flight: inFlight, delayed } };
};
