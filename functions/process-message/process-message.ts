// The use case: one message is judged, archived and recorded, or its rejection is.
import {
  companyMismatch,
  messageIdConflict,
  type Failure,
  type PermanentFailure,
  type TransientFailure,
} from "@message-handler/domain/failure.ts";
import type { Sha256 } from "@message-handler/domain/cursor.ts";
import { decodeMessage, type Message } from "@message-handler/domain/message.ts";
import { readableIds, type MessageIds } from "@message-handler/domain/message-ids.ts";
import type { ArchiveMessage, RecordProcessed, RecordRejected } from "@message-handler/domain/ports.ts";
import {
  withContentKey,
  withCompanyContentKey,
  toProcessedRecord,
  toRejectedRecord,
  type Envelope,
} from "@message-handler/domain/to-record.ts";
import * as E from "fp-ts/lib/Either.js";
import type { ReceivedMessage } from "./received-message.ts";

export type ProcessMessageDeps = {
  readonly archiveMessage: ArchiveMessage;
  readonly recordProcessed: RecordProcessed;
  readonly recordRejected: RecordRejected;
  readonly sha256: Sha256;
  readonly now: () => Date;
};

/** `Duplicate`: the message was on record already, and nothing changed. */
export type Processed = "Recorded" | "Duplicate";

/**
 * A Permanent Left is on record when it is returned; a Transient one says that the message must come again, even
 * if part of the work is done.
 */
export type ProcessMessage = (received: ReceivedMessage) => Promise<E.Either<Failure, Processed>>;

type Rejection = {
  readonly failure: PermanentFailure;
  readonly ids: MessageIds;
  /** Under the content's hash in any case: the id is, or may be, another message's. */
  readonly byContent: boolean;
};

/**
 * The sender, where it is known, finds the rejection among its own messages; another company that it named learns
 * nothing of it.
 */
const toSenders = (ids: MessageIds, senderCompany: string | undefined): MessageIds => {
  if (senderCompany === undefined) return ids;
  const { company_id: _claimed, ...others } = ids;
  return senderCompany === "" ? others : { ...others, company_id: senderCompany };
};

/** The company is looked at even in a message that is invalid: its rejection would show up in that company's list. */
const judge = ({ envelope, senderCompany }: ReceivedMessage): E.Either<Rejection, Message> => {
  const decoded = decodeMessage(envelope.message);
  const named: MessageIds = E.isRight(decoded) ? decoded.right.metadata : readableIds(envelope.message);
  const ids = toSenders(named, senderCompany);
  const isForeign = senderCompany !== undefined && (named.company_id ?? senderCompany) !== senderCompany;
  if (isForeign) return E.left({ failure: companyMismatch, ids, byContent: true });
  return E.mapLeft((failure: PermanentFailure): Rejection => ({ failure, ids, byContent: false }))(decoded);
};

const contentKeyTaken: TransientFailure = {
  kind: "Transient",
  code: "ContentKeyTaken",
  detail: "Under the hash of a content stands what does not belong there.",
  needsOperator: true,
};

/** The first place that is not another message's, or another company's, takes it. */
const reject = async (
  deps: ProcessMessageDeps,
  envelope: Envelope,
  { failure, ids, byContent }: Rejection,
): Promise<E.Either<Failure, never>> => {
  const record = toRejectedRecord(envelope, ids, failure, deps.now().toISOString());
  const byHash = [withContentKey(record), withCompanyContentKey(deps.sha256, record)];
  for (const filed of byContent || ids.message_id === undefined ? byHash : [record, ...byHash]) {
    const recorded = await deps.recordRejected(filed);
    if (E.isLeft(recorded)) return recorded;
    if (recorded.right !== "Conflict") return E.left(failure);
  }
  return E.left(contentKeyTaken);
};

/** The archive comes first, so that whatever is recorded as processed can be found there. */
const accept = async (
  deps: ProcessMessageDeps,
  envelope: Envelope,
  message: Message,
): Promise<E.Either<Failure, Processed>> => {
  const loser: Rejection = { failure: messageIdConflict, ids: message.metadata, byContent: true };
  const record = toProcessedRecord(envelope, message, deps.now().toISOString());
  const archived = await deps.archiveMessage(record);
  if (E.isLeft(archived)) return archived;
  if (archived.right === "Conflict") return reject(deps, envelope, loser);
  const recorded = await deps.recordProcessed(record);
  if (E.isLeft(recorded)) return recorded;
  return recorded.right === "Conflict" ? reject(deps, envelope, loser) : E.right(recorded.right);
};

export const makeProcessMessage =
  (deps: ProcessMessageDeps): ProcessMessage =>
  async (received) => {
    const judged = judge(received);
    return E.isLeft(judged)
      ? reject(deps, received.envelope, judged.left)
      : accept(deps, received.envelope, judged.right);
  };
