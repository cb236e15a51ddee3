// The use case: validates a message, then archives and records it, or records its rejection.
import {
  companyMismatch,
  messageIdConflict,
  type Failure,
  type PermanentFailure,
  type TransientFailure,
} from "@message-handler/domain/failure.ts";
import type { Sha256 } from "@message-handler/domain/cursor.ts";
import {
  decodeMessage,
  readableIds,
  type Message,
  type MessageIds,
} from "@message-handler/domain/message.ts";
import { firstEnvelope, toRejectedObject, toValidObject } from "@message-handler/domain/archived-object.ts";
import type {
  ArchiveMessage,
  ArchiveOutcome,
  RecordProcessed,
  RecordRejected,
} from "@message-handler/domain/ports.ts";
import {
  ownIds,
  toCandidateKeys,
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
 * A Permanent Left is on record when it is returned; a Transient one asks for another delivery of the message, even
 * if part of the work is done.
 */
export type ProcessMessage = (received: ReceivedMessage) => Promise<E.Either<Failure, Processed>>;

/** `ids`: what can be read, with the company in whose list the rejection will be. */
type Rejection = { readonly failure: PermanentFailure; readonly ids: MessageIds };

/** The rejection is listed for the company that sent the message; another company that it names sees nothing of it. */
const withSender = (ids: MessageIds, senderCompany: string): MessageIds => {
  const { company_id: _claimed, ...others } = ids;
  return senderCompany === "" ? others : { ...others, company_id: senderCompany };
};

/** An invalid message's company is checked, too: its rejection would show up in that company's list. */
const validate = ({ envelope, senderCompany }: ReceivedMessage): E.Either<Rejection, Message> => {
  const decoded = decodeMessage(envelope.message);
  const claimed: MessageIds = E.isRight(decoded) ? decoded.right.metadata : readableIds(envelope.message);
  const ids = senderCompany === undefined ? claimed : withSender(claimed, senderCompany);
  const isMismatch = senderCompany !== undefined && (claimed.company_id ?? senderCompany) !== senderCompany;
  if (isMismatch) return E.left({ failure: companyMismatch, ids });
  return E.mapLeft((failure: PermanentFailure): Rejection => ({ failure, ids }))(decoded);
};

const contentKeyTaken: TransientFailure = {
  kind: "Transient",
  code: "ContentKeyTaken",
  detail: "Under the hash of a content stands what does not belong there.",
  needsOperator: true,
};

const toFirst = (envelope: Envelope, archived: ArchiveOutcome): Envelope =>
  archived.kind === "AlreadyArchived" ? firstEnvelope(envelope, archived.metadata) : envelope;

/** Archives the text, then records the rejection under the first candidate key that no other message holds. */
const reject = async (
  deps: ProcessMessageDeps,
  envelope: Envelope,
  rejection: Rejection,
): Promise<E.Either<Failure, never>> => {
  const { failure, ids } = rejection;
  const judgedAt = deps.now().toISOString();
  const archived = await deps.archiveMessage(toRejectedObject(envelope, ids, failure, judgedAt));
  if (E.isLeft(archived)) return archived;
  if (archived.right.kind === "Conflict") return E.left(contentKeyTaken);
  const first = toFirst(envelope, archived.right);
  const record = toRejectedRecord(first, ownIds(failure.code, ids), failure, judgedAt);
  for (const message_id of toCandidateKeys(deps.sha256, record)) {
    const recorded = await deps.recordRejected({ ...record, message_id });
    if (E.isLeft(recorded)) return recorded;
    if (recorded.right !== "Conflict") return E.left(failure);
  }
  return E.left(contentKeyTaken);
};

/**
 * Archives before recording, so that every message recorded as processed is in the archive. One that loses its id is
 * archived as rejected as well: that object tells that the one under the id is not the id's.
 */
const accept = async (
  deps: ProcessMessageDeps,
  envelope: Envelope,
  message: Message,
): Promise<E.Either<Failure, Processed>> => {
  const conflict: Rejection = { failure: messageIdConflict, ids: message.metadata };
  const judgedAt = deps.now().toISOString();
  const archived = await deps.archiveMessage(toValidObject(envelope, message, judgedAt));
  if (E.isLeft(archived)) return archived;
  if (archived.right.kind === "Conflict") return reject(deps, envelope, conflict);
  const first = toFirst(envelope, archived.right);
  const recorded = await deps.recordProcessed(toProcessedRecord(first, message, judgedAt));
  if (E.isLeft(recorded)) return recorded;
  return recorded.right === "Conflict" ? reject(deps, first, conflict) : E.right(recorded.right);
};

export const makeProcessMessage =
  (deps: ProcessMessageDeps): ProcessMessage =>
  (received) => {
    const validated = validate(received);
    return E.isLeft(validated)
      ? reject(deps, received.envelope, validated.left)
      : accept(deps, received.envelope, validated.right);
  };
