// The archive of raw texts in S3: each is written once.
import type { HeadObjectCommandOutput } from "@aws-sdk/client-s3";
import type { S3 } from "@message-handler/aws-client/operations.ts";
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import type { ArchiveMessage, ArchiveOutcome } from "@message-handler/domain/ports.ts";
import * as E from "fp-ts/lib/Either.js";
import { classifyAwsError } from "./classify-aws-error.ts";
import { changedMeanwhile, unconfirmed, unreadableState } from "./store-failure.ts";

export type ArchiveDeps = { readonly client: Pick<S3, "putObject" | "headObject">; readonly bucket: string };

type Address = { readonly Bucket: string; readonly Key: string };

/** HeadObject has no permission of its own; its refusals have no body that could name the one it needs. */
const HEAD = "HeadObject (s3:GetObject)";

const hasStatus = (error: unknown, status: number): boolean =>
  error instanceof Error &&
  (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode ===
    status;

const toChecksum = (sha256: string): string => Buffer.from(sha256, "hex").toString("base64");

/** The hash of a stored object: S3's own, which it has verified, else (emulators keep none) the writer's. */
const checksumOf = ({ ChecksumSHA256, Metadata }: HeadObjectCommandOutput): string | undefined => {
  const sha256 = Metadata?.["sha256"];
  return ChecksumSHA256 ?? (sha256 === undefined ? undefined : toChecksum(sha256));
};

/** Compares the text with what is archived under its key already. */
const compareArchived = async (
  client: ArchiveDeps["client"],
  address: Address,
  checksum: string,
): Promise<E.Either<TransientFailure, ArchiveOutcome>> => {
  try {
    const stored = await client.headObject({ ...address, ChecksumMode: "ENABLED" });
    const found = checksumOf(stored);
    if (found === checksum) return E.right({ kind: "AlreadyArchived", metadata: stored.Metadata ?? {} });
    if (found !== undefined) return E.right({ kind: "Conflict" });
    return E.left(
      stored.ETag === undefined
        ? unconfirmed(HEAD)
        : unreadableState(HEAD, "an object with a SHA-256 checksum"),
    );
  } catch (error) {
    return E.left(hasStatus(error, 404) ? changedMeanwhile(HEAD) : classifyAwsError(error, HEAD));
  }
};

/** A write that was answered without its checksum is believed when the text can be read back, whoever wrote it. */
const confirm = async (
  client: ArchiveDeps["client"],
  address: Address,
  checksum: string,
): Promise<E.Either<TransientFailure, ArchiveOutcome>> => {
  const compared = await compareArchived(client, address, checksum);
  return E.isRight(compared) && compared.right.kind === "AlreadyArchived"
    ? compared
    : E.left(unconfirmed("PutObject"));
};

/**
 * Puts raw under its key with `If-None-Match: *`, its metadata with it. S3 answers 412 when the key is taken: then
 * the stored checksum decides, so that a write whose answer was lost is a success. It answers 409 when two writes
 * race (S3 User Guide, "conditional writes"); that is transient, and the SDK does not retry it.
 */
export const makeArchiveMessage =
  ({ client, bucket }: ArchiveDeps): ArchiveMessage =>
  async ({ key, message, sha256, metadata }) => {
    const address = { Bucket: bucket, Key: key };
    const checksum = toChecksum(sha256);
    const put = {
      ...address,
      Body: message,
      ContentType: "application/json",
      IfNoneMatch: "*",
      ChecksumAlgorithm: "SHA256",
      ChecksumSHA256: checksum,
      Metadata: metadata,
    } as const;
    try {
      const answer = await client.putObject(put);
      // S3 sends back the checksum that it has verified.
      return answer.ChecksumSHA256 === checksum
        ? E.right({ kind: "Archived" })
        : await confirm(client, address, checksum);
    } catch (error) {
      return hasStatus(error, 412)
        ? compareArchived(client, address, checksum)
        : E.left(classifyAwsError(error, "PutObject"));
    }
  };
