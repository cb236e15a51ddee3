// Where the archive holds a text, and whether what lies there is that text.
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { toRejectedObject, toValidObject } from "@message-handler/domain/archived-object.ts";
import { messageIdConflict } from "@message-handler/domain/failure.ts";
import { decodeMessage, readableIds } from "@message-handler/domain/message.ts";
import * as E from "fp-ts/lib/Either.js";
import { createHash } from "node:crypto";
import type { Target } from "../target/target.ts";

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

const isMissing = (error: unknown): boolean =>
  error instanceof Error && /^(NoSuchKey|NotFound)$/.test(error.name);

/** Reads the object and hashes it: what S3 notes beside it was said by whoever wrote it. */
const hashObject = async (s3: S3Client, Bucket: string, Key: string): Promise<string | undefined> => {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    if (Body === undefined) return undefined;
    return createHash("sha256")
      .update(await Body.transformToByteArray())
      .digest("hex");
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** Under the first key where something lies, but rather under one where it is the text; undefined under none. */
export const findArchived = async (
  { clients, bucket }: Pick<Target, "clients" | "bucket">,
  keys: readonly string[],
  wanted: string,
): Promise<ArchivedText | undefined> => {
  let other: ArchivedText | undefined;
  for (const key of keys) {
    const sha256 = await hashObject(clients.s3, bucket, key);
    if (sha256 === wanted) return { key, sha256, matches: true };
    if (sha256 !== undefined) other ??= { key, sha256, matches: false };
  }
  return other;
};
