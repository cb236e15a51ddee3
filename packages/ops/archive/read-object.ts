// An object of the archive: its text, the hash of it, and what its metadata say.
import { GetObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import { toArchivedRecord } from "@message-handler/domain/archived-verdict.ts";
import type { MessageRecord, RecordSummary } from "@message-handler/domain/record.ts";
import { createHash } from "node:crypto";
import type { Target } from "../target/target.ts";

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

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Undefined for what no record can be made of: an object that is gone, is not the archive's, or has another text. */
export const readArchivedRecord = async (
  { bucket, clients }: Archive,
  key: string,
): Promise<MessageRecord | undefined> => {
  const answer = await orMissing(clients.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key })));
  const record = toArchivedRecord(key, answer?.Metadata ?? {});
  // Also what is not wanted must be read, or its connection stays occupied.
  const bytes = await answer?.Body?.transformToByteArray();
  if (record === undefined || bytes === undefined || hashOf(bytes) !== record.sha256) return undefined;
  return { ...record, message: Buffer.from(bytes).toString() };
};

/** Without its text, and so without a look at the text's hash. */
export const readArchivedSummary = async (
  { bucket, clients }: Archive,
  key: string,
): Promise<RecordSummary | undefined> => {
  const answer = await orMissing(clients.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
  return toArchivedRecord(key, answer?.Metadata ?? {});
};

/** The hash of what is stored: the one that S3 has verified, else, where it keeps none, that of the text itself. */
export const readObjectHash = async (
  { bucket, clients }: Archive,
  key: string,
): Promise<string | undefined> => {
  const address = { Bucket: bucket, Key: key };
  const head = await orMissing(
    clients.s3.send(new HeadObjectCommand({ ...address, ChecksumMode: "ENABLED" })),
  );
  if (head === undefined) return undefined;
  const verified = head.ChecksumSHA256;
  // One of parts is not that of the whole: it ends with their number.
  if (verified !== undefined && !verified.includes("-"))
    return Buffer.from(verified, "base64").toString("hex");
  const answer = await orMissing(clients.s3.send(new GetObjectCommand(address)));
  const bytes = await answer?.Body?.transformToByteArray();
  return bytes === undefined ? undefined : hashOf(bytes);
};
