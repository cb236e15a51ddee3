// An object of the archive: its text, the hash of it, and what its metadata say.
import { GetObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import { toArchivedRecord } from "@message-handler/domain/archived-verdict.ts";
import type { MessageRecord, RecordSummary } from "@message-handler/domain/record.ts";
import { sha256 } from "../sha256.ts";
import type { Target } from "../target/target.ts";
import { plainGetOf, type PlainObject } from "./plain-get.ts";

type Archive = Pick<Target, "bucket" | "clients">;

const isMissing = (error: unknown): boolean =>
  error instanceof Error && (error.name === "NoSuchKey" || error.name === "NotFound");

/** Undefined when there is none any more. */
const orMissing = async <A>(answer: Promise<A>): Promise<A | undefined> => {
  try {
    return await answer;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** By the SDK, with its retries and errors. */
export const getPatiently = async (
  { bucket, clients }: Archive,
  key: string,
): Promise<PlainObject | undefined> => {
  const answer = await orMissing(clients.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key })));
  const bytes = await answer?.Body?.transformToByteArray();
  return bytes === undefined
    ? undefined
    : { bytes: Buffer.from(bytes), metadata: answer?.Metadata ?? {}, checksum: undefined };
};

/** Undefined for what no record can be made of: an object that is gone, is not the archive's, or has another text. */
export const readArchivedRecord = async (
  archive: Archive,
  key: string,
): Promise<MessageRecord | undefined> => {
  const plainGet = await plainGetOf(archive.clients.s3, archive.bucket);
  const object = (await plainGet(key)) ?? (await getPatiently(archive, key));
  const record = object === undefined ? undefined : toArchivedRecord(key, object.metadata);
  if (object === undefined || record === undefined || sha256(object.bytes) !== record.sha256)
    return undefined;
  return { ...record, message: object.bytes.toString() };
};

/** Without its text, and so without a look at the text's hash. */
export const readArchivedSummary = async (
  { bucket, clients }: Archive,
  key: string,
): Promise<RecordSummary | undefined> => {
  const plainGet = await plainGetOf(clients.s3, bucket);
  const object = await plainGet(key, "HEAD");
  if (object !== undefined) return toArchivedRecord(key, object.metadata);
  const answer = await orMissing(clients.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
  return toArchivedRecord(key, answer?.Metadata ?? {});
};

/** One of parts is not that of the whole: it ends with their number. */
const toHex = (checksum: string | undefined): string | undefined =>
  checksum === undefined || checksum.includes("-")
    ? undefined
    : Buffer.from(checksum, "base64").toString("hex");

/** The hash of what is stored: the one that S3 has verified, else, where it keeps none, that of the text itself. */
export const readObjectHash = async (archive: Archive, key: string): Promise<string | undefined> => {
  const { bucket, clients } = archive;
  const plainGet = await plainGetOf(clients.s3, bucket);
  const plain = toHex((await plainGet(key, "HEAD"))?.checksum);
  if (plain !== undefined) return plain;
  const command = new HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: "ENABLED" });
  const head = await orMissing(clients.s3.send(command));
  if (head === undefined) return undefined;
  const verified = toHex(head.ChecksumSHA256);
  if (verified !== undefined) return verified;
  const object = await getPatiently(archive, key);
  return object === undefined ? undefined : sha256(object.bytes);
};
