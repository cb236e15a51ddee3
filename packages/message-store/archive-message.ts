// The archive of raw messages in S3: each is written once.
import { HeadObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import type { ArchiveMessage, ArchiveOutcome } from "@message-handler/domain/ports.ts";
import * as E from "fp-ts/lib/Either.js";
import { classifyAwsError } from "./classify-aws-error.ts";
import { changedMeanwhile, unconfirmed, unreadableState } from "./store-failure.ts";

export type ArchiveDeps = { readonly client: Pick<S3Client, "send">; readonly bucket: string };

type ArchivedObject = { readonly Bucket: string; readonly Key: string };

/** HeadObject has no permission of its own; its refusals have no body that could name the one it needs. */
const HEAD = "HeadObject (s3:GetObject)";

const hasStatus = (error: unknown, status: number): boolean =>
  error instanceof Error &&
  (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode ===
    status;

/** Compares the message with what is archived under its key already. */
const compareArchived = async (
  client: Pick<S3Client, "send">,
  object: ArchivedObject,
  checksum: string,
): Promise<E.Either<TransientFailure, ArchiveOutcome>> => {
  try {
    const stored = await client.send(new HeadObjectCommand({ ...object, ChecksumMode: "ENABLED" }));
    if (stored.ChecksumSHA256 !== undefined)
      return E.right(stored.ChecksumSHA256 === checksum ? "AlreadyArchived" : "Conflict");
    return E.left(
      stored.ETag === undefined
        ? unconfirmed(HEAD)
        : unreadableState(HEAD, "an object with a SHA-256 checksum"),
    );
  } catch (error) {
    return E.left(hasStatus(error, 404) ? changedMeanwhile(HEAD) : classifyAwsError(error, HEAD));
  }
};

/**
 * Puts raw under `{company_id}/{message_id}.json` with `If-None-Match: *`. S3 answers 412 when the key is taken: then
 * the stored checksum decides, so that a write whose answer was lost is a success. It answers 409 when two writes
 * race (S3 User Guide, "conditional writes"); that is transient, and the SDK does not retry it.
 *
 * Both ids must be canonical UUIDs: the key is made of them as they are.
 */
export const makeArchiveMessage =
  ({ client, bucket }: ArchiveDeps): ArchiveMessage =>
  async ({ company_id, message_id, message, sha256 }) => {
    const object = { Bucket: bucket, Key: `${company_id}/${message_id}.json` };
    const checksum = Buffer.from(sha256, "hex").toString("base64");
    const put = {
      ...object,
      Body: message,
      ContentType: "application/json",
      IfNoneMatch: "*",
      ChecksumSHA256: checksum,
    };
    try {
      const answer = await client.send(new PutObjectCommand(put));
      // S3 sends back the checksum that it has verified.
      return answer.ChecksumSHA256 === checksum ? E.right("Archived") : E.left(unconfirmed("PutObject"));
    } catch (error) {
      return hasStatus(error, 412)
        ? compareArchived(client, object, checksum)
        : E.left(classifyAwsError(error, "PutObject"));
    }
  };
