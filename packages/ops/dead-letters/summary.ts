// A letter in one line: whose it is, why it is here, and how long it will be.
import type { FailedDelivery } from "../failures/failed-deliveries.ts";
import type { Letter } from "./letter.ts";
import type { DeadLetterQueue } from "./queue.ts";

export type LetterSummary = {
  readonly id: string;
  /** Null when the message names none that can be read, here and below. */
  readonly message_id: string | null;
  readonly company_id: string | null;
  /** Of the last delivery that failed; null when none is in the log: the invocations died. */
  readonly code: string | null;
  /** Which operation failed, and how, in process-message's own words: without any value of the message. */
  readonly detail: string | null;
  /** Deliveries of the work queue. */
  readonly receive_count: number;
  /** ISO 8601, here and below. */
  readonly received_at: string;
  readonly expires_at: string;
  readonly request_id: string | null;
  readonly sha256: string;
};

/** What a letter is known by once its text is let go. */
export type LetterFacts = Pick<
  Letter,
  | "id"
  | "sha256"
  | "sentAt"
  | "receivedAt"
  | "requestId"
  | "messageId"
  | "companyId"
  | "looks"
  | "isDeadLettered"
>;

export const toFacts = (letter: Letter): LetterFacts => ({
  id: letter.id,
  sha256: letter.sha256,
  sentAt: letter.sentAt,
  receivedAt: letter.receivedAt,
  requestId: letter.requestId,
  messageId: letter.messageId,
  companyId: letter.companyId,
  looks: letter.looks,
  isDeadLettered: letter.isDeadLettered,
});

/**
 * Those of this very message, else of an earlier life of it: another SQS id, before a redrive, a postponement or an
 * import, but the same request; a message that did not come through the API has its text alone.
 */
export const toOwnDeliveries = (
  { id, requestId, sha256 }: Pick<LetterFacts, "id" | "requestId" | "sha256">,
  byHash: ReadonlyMap<string, readonly FailedDelivery[]>,
): readonly FailedDelivery[] => {
  const deliveries = byHash.get(sha256) ?? [];
  return deliveries.filter(
    (each) => each.sqsMessageId === id || requestId === undefined || each.requestId === requestId,
  );
};

/**
 * As logged; a delivery whose invocation died left no line, and then SQS's own count tells, which goes on with each
 * look, but no further than the deliveries that the queue grants.
 */
const toReceiveCount = (
  { id, looks, isDeadLettered }: LetterFacts,
  deliveries: readonly FailedDelivery[],
  { maxReceiveCount }: DeadLetterQueue,
): number => {
  const own = deliveries.filter(({ sqsMessageId }) => sqsMessageId === id);
  const logged = Math.max(0, ...(own.length > 0 ? own : deliveries).map(({ receiveCount }) => receiveCount));
  if (!isDeadLettered) return logged;
  const counted = Math.min(looks - 1, maxReceiveCount);
  return Math.max(logged, counted) || maxReceiveCount;
};

export const toSummary = (
  letter: LetterFacts,
  byHash: ReadonlyMap<string, readonly FailedDelivery[]>,
  queue: DeadLetterQueue,
): LetterSummary => {
  const deliveries = toOwnDeliveries(letter, byHash);
  return {
    id: letter.id,
    message_id: letter.messageId ?? null,
    company_id: letter.companyId ?? null,
    code: deliveries.at(-1)?.code ?? null,
    detail: deliveries.at(-1)?.detail ?? null,
    receive_count: toReceiveCount(letter, deliveries, queue),
    received_at: letter.receivedAt.toISOString(),
    expires_at: new Date(letter.sentAt.getTime() + queue.retentionMs).toISOString(),
    request_id: letter.requestId ?? null,
    sha256: letter.sha256,
  };
};
