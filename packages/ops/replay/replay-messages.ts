// Sends archived messages of a company to the queue again, as they came: with what was sent beside them.
import { SendMessageBatchCommand, type SendMessageBatchRequestEntry } from "@aws-sdk/client-sqs";
import { tellsLoser } from "@message-handler/domain/archived-verdict.ts";
import { readableIds } from "@message-handler/domain/message.ts";
import type { MessageRecord } from "@message-handler/domain/record.ts";
import { pMapIterable } from "p-map";
import { listObjects } from "../archive/list-objects.ts";
import { readArchivedRecord, readArchivedSummary } from "../archive/read-object.ts";
import { OperatorError } from "../operator-error.ts";
import { atRate } from "../streams/at-rate.ts";
import { inBatches } from "../streams/in-batches.ts";
import type { Target } from "../target/target.ts";
import { countOf } from "../terminal/in-words.ts";
import { withLastWords } from "../terminal/last-words.ts";
import type { Terminal } from "../terminal/terminal.ts";

export type ReplayOptions = {
  readonly companyId: string;
  /** ISO 8601, UTC, milliseconds, as `received_at`; both inclusive, undefined for no bound. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** Goes on behind this key of the archive. */
  readonly after: string | undefined;
  /** Messages a second. */
  readonly rate: number;
  readonly isDryRun: boolean;
};

export type Replayed = {
  readonly sent: number;
  /** Rejections that the company has corrected since: delivered again, they would come back beside the correction. */
  readonly corrected: number;
  /** Objects that are not the archive's: ops reconcile. */
  readonly orphans: number;
};

type Verdict = "send" | "corrected" | "skip" | "orphan";
type Read = { readonly key: string; readonly record: MessageRecord | undefined; readonly verdict: Verdict };

/** What the object under the company and the id that a rejected text names makes of it. */
const judge = async (target: Target, record: MessageRecord): Promise<Verdict> => {
  const { message_id } = readableIds(record.message);
  if (record.status !== "Rejected" || message_id === undefined) return "send";
  const valid = await readArchivedSummary(target, `${record.company_id}/${message_id}.json`);
  if (valid?.status !== "Processed") return "send";
  // The text lies there, too, and has been sent as that.
  if (valid.sha256 === record.sha256 && tellsLoser(record)) return "skip";
  const isCorrected = record.message_id === message_id && valid.processed_at > record.rejected_at;
  return isCorrected ? "corrected" : "send";
};

const read = async (target: Target, { from, to }: ReplayOptions, key: string): Promise<Read> => {
  const record = await readArchivedRecord(target, key);
  if (record === undefined) return { key, record, verdict: "orphan" };
  const isWithin = (from ?? "") <= record.received_at && record.received_at <= (to ?? "~");
  return { key, record, verdict: isWithin ? await judge(target, record) : "skip" };
};

/** What was archived before `from` was received before it. S3 tells seconds. */
async function* keysOf(
  target: Target,
  { companyId, from, after }: ReplayOptions,
): AsyncGenerator<string, void> {
  const since = from === undefined ? 0 : Math.floor(Date.parse(from) / 1000) * 1000;
  const pages = listObjects(target, {
    prefix: `${companyId}/`,
    ...(after === undefined ? {} : { after }),
  });
  for await (const page of pages)
    yield* page.flatMap(({ key, lastModified }) => (lastModified.getTime() >= since ? [key] : []));
}

const toEntry = (
  companyId: string,
  { message, received_at, request_id }: MessageRecord,
  index: number,
): SendMessageBatchRequestEntry => ({
  Id: `${index}`,
  MessageBody: message,
  MessageGroupId: companyId,
  MessageAttributes: {
    received_at: { DataType: "Number", StringValue: `${Date.parse(received_at)}` },
    // As its sender: what was rejected for naming another company is so again.
    company_id: { DataType: "String", StringValue: companyId },
    ...(request_id === undefined ? {} : { request_id: { DataType: "String", StringValue: request_id } }),
  },
});

const send = async (
  { queueUrl, clients }: Target,
  companyId: string,
  records: readonly MessageRecord[],
): Promise<void> => {
  const Entries = records.map((record, index) => toEntry(companyId, record, index));
  const { Successful = [], Failed = [] } = await clients.sqs.send(
    new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }),
  );
  const left = Entries.length - Successful.length;
  if (left > 0)
    throw new OperatorError(
      `SQS took all but ${left} of ${Entries.length} messages (${Failed[0]?.Code ?? "it does not say why"})`,
    );
};

const concurrency = 16;

/** SQS takes 1 MiB in a batch, attributes included, and took 256 KiB before August 2025. */
const batchLimits = {
  most: 10,
  size: 240_000,
  sizeOf: ({ message }: MessageRecord): number => Buffer.byteLength(message),
};

/** Safe to repeat: what is on record stays as it is. Says where to go on from when an error or a signal ends it. */
export const replayMessages = async (
  target: Target,
  options: ReplayOptions,
  terminal: Pick<Terminal, "progress" | "say">,
): Promise<Replayed> => {
  const counts = { sent: 0, corrected: 0, orphans: 0 };
  const progress = terminal.progress(options.isDryRun ? "found" : "sent");
  const all = pMapIterable(keysOf(target, options), async (key) => read(target, options, key), {
    concurrency,
  });
  let done = options.after;
  const due = async function* (): AsyncGenerator<MessageRecord & { readonly key: string }, void> {
    for await (const { key, record, verdict } of all) {
      if (verdict === "corrected") counts.corrected += 1;
      if (verdict === "orphan") counts.orphans += 1;
      if (verdict === "send" && record !== undefined) yield { ...record, key };
    }
  };
  const rate = options.isDryRun ? undefined : options.rate;
  const sayWhereToGoOn = (): void => {
    if (options.isDryRun) return;
    const next = done === undefined ? "begin anew." : `go on with the same line and --after\n  ${done}`;
    terminal.say(`Sent at least ${countOf(counts.sent, "message")}: ${next}`);
  };
  await withLastWords(sayWhereToGoOn, async () => {
    for await (const batch of inBatches(atRate(due(), rate), batchLimits)) {
      if (!options.isDryRun) await send(target, options.companyId, batch);
      counts.sent += batch.length;
      progress.advance(batch.length);
      done = batch.at(-1)?.key;
    }
  }).finally(progress.done);
  return counts;
};
