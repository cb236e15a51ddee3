// An archive and a table of a stack that never was, as S3 and DynamoDB answer of them.
import { toValidObject } from "@message-handler/domain/archived-object.ts";
import { decodeMessage } from "@message-handler/domain/message.ts";
import type { ProcessedRecord } from "@message-handler/domain/record.ts";
import { assertRight } from "@message-handler/domain/testing/assert-either.ts";
import { aProcessedRecord, aValidRaw } from "@message-handler/domain/testing/fixtures.ts";
import { makeFakeQueues } from "../dead-letters/fake-queues.fixture.ts";
import { makeFakeTarget } from "../dead-letters/fake-target.fixture.ts";
import { sha256 } from "../sha256.ts";
import { answering } from "../target/answering.fixture.ts";
import { makeClients } from "../target/clients.ts";
import type { Target } from "../target/target.ts";

/** In the order of their keys. */
export const someRecords = (count: number): readonly ProcessedRecord[] =>
  Array.from({ length: count }, (_, index) => {
    const message_id = `00000000-0000-4000-8000-${`${index}`.padStart(12, "0")}`;
    const message = aValidRaw({ metadata: { message_id } });
    return { ...aProcessedRecord, message_id, message, sha256: sha256(message) };
  });

export const keyOf = ({ company_id, message_id }: ProcessedRecord): string =>
  `${company_id}/${message_id}.json`;

const toObject = (record: ProcessedRecord) =>
  toValidObject(record, assertRight(decodeMessage(record.message)), record.processed_at);

const missing = (): never => {
  throw Object.assign(new Error("there is none"), { name: "NoSuchKey" });
};

const keyIn = (input: object): unknown => ("Key" in input ? input.Key : undefined);

/** @param archived the objects; `others` are keys that a listing has, and under which nothing lies any more */
export const makeFakeArchive = (
  archived: readonly ProcessedRecord[],
  others: readonly string[] = [],
): Target => {
  const find = (input: object) => archived.find((record) => keyOf(record) === keyIn(input)) ?? missing();
  // Nobody listens there: what goes past the SDK's layers finds nothing.
  const endpoint = "http://127.0.0.1:9";
  const { s3 } = makeClients({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    defaultsMode: "standard",
  });
  s3.middlewareStack.add(
    answering({
      ListObjectsV2Command: () => ({
        Contents: [...archived.map(keyOf), ...others].map((Key) => ({ Key, LastModified: new Date(0) })),
      }),
      HeadObjectCommand: (input) => ({
        ChecksumSHA256: Buffer.from(find(input).sha256, "hex").toString("base64"),
      }),
      GetObjectCommand: (input) => {
        const { message, metadata } = toObject(find(input));
        return { Metadata: metadata, Body: { transformToByteArray: async () => Buffer.from(message) } };
      },
    }),
    { step: "initialize" },
  );
  const target = makeFakeTarget(makeFakeQueues(1));
  return { ...target, clients: { ...target.clients, s3 } };
};
