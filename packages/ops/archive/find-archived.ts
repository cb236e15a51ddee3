// Where the archive holds a text, and whether what lies there is that text.
import { toRejectedObject, toValidObject } from "@message-handler/domain/archived-object.ts";
import { messageIdConflict } from "@message-handler/domain/failure.ts";
import { decodeMessage, readableIds } from "@message-handler/domain/message.ts";
import * as E from "fp-ts/lib/Either.js";
import { sha256 } from "../sha256.ts";
import type { Target } from "../target/target.ts";
import { getPatiently } from "./read-object.ts";

export type ArchivedText = {
  readonly key: string;
  /** Of what lies there, hex. */
  readonly sha256: string;
  /** It is the text that was asked for. */
  readonly matches: boolean;
};

/** The keys that a text can have: as a valid one, and as a rejected one. */
export const toArchiveKeys = (
  body: string,
  sha256: string,
  company: string | undefined,
): readonly string[] => {
  const envelope = { message: body, sha256, received_at: "" };
  const decoded = decodeMessage(body);
  const valid = E.isRight(decoded) ? [toValidObject(envelope, decoded.right, "").key] : [];
  const { company_id: claimed } = readableIds(body);
  const owner = company ?? claimed;
  const ids = owner === undefined ? {} : { company_id: owner };
  return [...valid, toRejectedObject(envelope, ids, messageIdConflict, "").key];
};

/** Under the first key where something lies, but rather under one where it is the text; undefined under none. */
export const findArchived = async (
  archive: Pick<Target, "clients" | "bucket">,
  keys: readonly string[],
  wanted: string,
): Promise<ArchivedText | undefined> => {
  let other: ArchivedText | undefined;
  for (const key of keys) {
    const object = await getPatiently(archive, key);
    if (object === undefined) continue;
    // What S3 notes beside it was said by whoever wrote it.
    const found = { key, sha256: sha256(object.bytes) };
    if (found.sha256 === wanted) return { ...found, matches: true };
    other ??= { ...found, matches: false };
  }
  return other;
};
