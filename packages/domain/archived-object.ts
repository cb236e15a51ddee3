// What the archive holds of a text: where it lies, and metadata from which its record can be made again.
import * as E from "fp-ts/lib/Either.js";
import { UtcInstant } from "./date-time.ts";
import type { PermanentFailure } from "./failure.ts";
import type { Message, MessageIds } from "./message.ts";
import type { Complete } from "./own-props.ts";
import type { ArchivedObject, ObjectMetadata } from "./ports.ts";
import type { RejectedRecord } from "./record.ts";
import type { Envelope } from "./to-record.ts";

const fromEnvelope = ({ received_at, request_id, sha256 }: Envelope): ObjectMetadata => {
  const fields = { received_at, ...(request_id === undefined ? {} : { request_id }), sha256 };
  return fields satisfies Complete<typeof fields, Omit<Envelope, "message">>;
};

/**
 * A valid text, under the company and the id that it claims. Whether it got the id is not known yet: where another
 * message has it, the text lies under {@link toRejectedObject}'s key as well.
 *
 * @param judgedAt ISO 8601, UTC, milliseconds; here and below
 */
export const toValidObject = (
  envelope: Envelope,
  { metadata }: Message,
  judgedAt: string,
): ArchivedObject => ({
  key: `${metadata.company_id}/${metadata.message_id}.json`,
  message: envelope.message,
  sha256: envelope.sha256,
  metadata: { verdict: "Valid", judged_at: judgedAt, ...fromEnvelope(envelope), ...metadata },
});

/** Where a rejected text lies, or a valid one that lost its id; without a company under `unreadable/`. */
export const toRejectedKey = ({
  company_id,
  sha256,
}: Pick<RejectedRecord, "company_id" | "sha256">): string =>
  `${company_id === undefined ? "unreadable" : `${company_id}/rejected`}/${sha256}.json`;

/**
 * A rejected text, under the company in whose list it will be (none: under `unreadable/`). Neither prefix can be taken
 * for that of a valid text: `rejected` and `unreadable` are no UUIDs.
 */
export const toRejectedObject = (
  envelope: Envelope,
  ids: MessageIds,
  { code, fields }: PermanentFailure,
  judgedAt: string,
): ArchivedObject => ({
  key: toRejectedKey({ ...ids, sha256: envelope.sha256 }),
  message: envelope.message,
  sha256: envelope.sha256,
  metadata: {
    verdict: "Rejected",
    code,
    ...(fields.length === 0 ? {} : { fields: JSON.stringify(fields) }),
    judged_at: judgedAt,
    ...fromEnvelope(envelope),
    ...ids,
  },
});

/**
 * The envelope of a text that is archived already: when, and in which request, it came for the first time, so that
 * record and archive agree whichever of two deliveries gets to record it.
 */
export const firstEnvelope = (envelope: Envelope, archived: ObjectMetadata): Envelope => {
  const { request_id: _later, ...others } = envelope;
  const { request_id } = archived;
  const received = UtcInstant.decode(archived["received_at"]);
  if (E.isLeft(received)) return envelope;
  return { ...others, received_at: received.right, ...(request_id === undefined ? {} : { request_id }) };
};
