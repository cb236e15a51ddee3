// Which permissions on a key an action on an encrypted resource needs beside its own.
import type { EncryptedResource } from "./encrypted-resources.ts";

type KeyUse = {
  readonly resource: EncryptedResource;
  /** `kms:Decrypt` */
  readonly action: string;
};

const WRITE = ["kms:GenerateDataKey", "kms:Decrypt"];
const READ = ["kms:Decrypt"];

/**
 * Sources: SQS developer guide, "Key management" (producers GenerateDataKey and Decrypt, consumers Decrypt); SNS
 * developer guide, "Key management"; S3 API reference, PutObject (GenerateDataKey; Decrypt only for uploads in
 * parts), GetObject and HeadObject (Decrypt; HeadObject on AWS only for the checksum, here always); DynamoDB
 * developer guide, "DynamoDB encryption at rest": every access decrypts the table key on behalf of the caller.
 *
 * Services keep data keys for minutes, and ask KMS anew for every caller: the first call needs what is asked here.
 */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  "sqs:SendMessage": WRITE,
  "sqs:ReceiveMessage": READ,
  "sns:Publish": WRITE,
  "s3:PutObject": ["kms:GenerateDataKey"],
  "s3:GetObject": READ,
  "dynamodb:BatchGetItem": READ,
  "dynamodb:BatchWriteItem": READ,
  "dynamodb:DeleteItem": READ,
  "dynamodb:GetItem": READ,
  "dynamodb:PutItem": READ,
  "dynamodb:Query": READ,
  "dynamodb:Scan": READ,
  "dynamodb:UpdateItem": READ,
};

const isPartOf = ({ arn }: EncryptedResource, part: string): boolean =>
  part === arn || part.startsWith(`${arn}/`);

export const keyUsesOf = (
  resources: readonly EncryptedResource[],
  action: string,
  part: string,
): readonly KeyUse[] => {
  const needed = Object.hasOwn(NEEDS, action) ? (NEEDS[action] ?? []) : [];
  const resource = needed.length === 0 ? undefined : resources.find((each) => isPartOf(each, part));
  return resource === undefined ? [] : needed.map((kmsAction) => ({ resource, action: kmsAction }));
};
