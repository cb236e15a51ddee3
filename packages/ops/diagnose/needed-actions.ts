// What each role must be allowed to do, for which resources: as the stack grants it.
import { companyIndex, rejectedIndex } from "../target/table-indexes.ts";

export type Needed = {
  /** As people call it. */
  readonly who: string;
  readonly roleArn: string;
  readonly on: string;
  readonly resourceArn: string;
  readonly actions: readonly string[];
};

export type Resources = {
  readonly stack: string;
  readonly queueArn: string;
  readonly bucket: string;
  readonly table: string;
  /** Undefined where AWS's own keys encrypt. */
  readonly keyArn: string | undefined;
  readonly workerRole: string;
  /** Undefined where it could not be read. */
  readonly readerRole: string | undefined;
};

/** `arn:aws:sqs:eu-central-1:123456789012:NAME` */
const partsOf = (queueArn: string) => {
  const [, partition = "", , region = "", account = ""] = queueArn.split(":");
  return { partition, region, account };
};

/** In which the API sends messages: named by the stack's convention, as no function has it. */
const toSenderRole = (stack: string, queueArn: string, workerRole: string): string => {
  const { region } = partsOf(queueArn);
  return workerRole.replace(/[^/]+$/, `${stack}-api-sender-${region}`);
};

export const toNeeded = (resources: Resources): readonly Needed[] => {
  const { stack, queueArn, bucket, table, keyArn, workerRole, readerRole } = resources;
  const { partition, region, account } = partsOf(queueArn);
  const tableArn = `arn:${partition}:dynamodb:${region}:${account}:table/${table}`;
  const worker = { who: "process-message", roleArn: workerRole };
  const reader = { who: "query-messages", roleArn: readerRole ?? "" };
  const sender = { who: "the API", roleArn: toSenderRole(stack, queueArn, workerRole) };
  const onQueue = { on: "the queue", resourceArn: queueArn };
  const onKey = { on: "the key", resourceArn: keyArn ?? "" };
  const all: readonly Needed[] = [
    {
      ...worker,
      on: "the archive",
      resourceArn: `arn:${partition}:s3:::${bucket}/*`,
      actions: ["s3:PutObject", "s3:GetObject"],
    },
    {
      ...worker,
      on: "the table",
      resourceArn: tableArn,
      actions: ["dynamodb:PutItem", "dynamodb:GetItem"],
    },
    {
      ...worker,
      ...onQueue,
      actions: [
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:ChangeMessageVisibility",
        "sqs:SendMessage",
      ],
    },
    { ...worker, ...onKey, actions: ["kms:Decrypt", "kms:GenerateDataKey"] },
    { ...reader, on: "the table", resourceArn: tableArn, actions: ["dynamodb:GetItem"] },
    ...[companyIndex, rejectedIndex].map((index) => ({
      ...reader,
      on: `the index ${index}`,
      resourceArn: `${tableArn}/index/${index}`,
      actions: ["dynamodb:Query"],
    })),
    { ...reader, ...onKey, actions: ["kms:Decrypt"] },
    { ...sender, ...onQueue, actions: ["sqs:SendMessage"] },
    { ...sender, ...onKey, actions: ["kms:Decrypt", "kms:GenerateDataKey"] },
  ];
  return all.filter(({ resourceArn, roleArn }) => resourceArn !== "" && roleArn !== "");
};
