// Writes an object back from its record, as the worker would have written it.
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { toRejectedObject, toValidObject } from "@message-handler/domain/archived-object.ts";
import { toPermanentFailure } from "@message-handler/domain/failure.ts";
import { decodeMessage, readableIds } from "@message-handler/domain/message.ts";
import type { ArchivedObject } from "@message-handler/domain/ports.ts";
import type { MessageRecord } from "@message-handler/domain/record.ts";
import { makeArchiveMessage } from "@message-handler/message-store/archive-message.ts";
import * as E from "fp-ts/lib/Either.js";
import { orThrow } from "../target/or-throw.ts";
import type { Target } from "../target/target.ts";

/** Undefined for a record that says of its text what the text does not say. */
export const toObject = (record: MessageRecord): ArchivedObject | undefined => {
  const { message, sha256, received_at, request_id } = record;
  const envelope = { message, sha256, received_at, ...(request_id === undefined ? {} : { request_id }) };
  if (record.status === "Processed") {
    const decoded = decodeMessage(message);
    return E.isLeft(decoded) ? undefined : toValidObject(envelope, decoded.right, record.processed_at);
  }
  // The record has them in part, where the id is another message's.
  const { company_id: _claimed, ...others } = readableIds(message);
  const ids = record.company_id === undefined ? others : { ...others, company_id: record.company_id };
  const { code, fields } = record.error;
  return toRejectedObject(envelope, ids, toPermanentFailure(code, fields), record.rejected_at);
};

/** What lies there with other bytes goes below a delete marker first. True when the object is there now. */
export const restoreObject = async (
  { bucket, clients }: Target,
  record: MessageRecord,
  isReplaced: boolean,
): Promise<boolean> => {
  const object = toObject(record);
  if (object === undefined) return false;
  if (isReplaced) await clients.s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: object.key }));
  const { kind } = orThrow(await makeArchiveMessage({ client: clients.s3, bucket })(object));
  return kind !== "Conflict";
};
