// The Terraform resource types of SQS.
import { z } from "zod";
import { type Account, toArn } from "../core/account.ts";
import { type ConfigOf, resourceType } from "../stack/resource-type.ts";
import { attributes } from "../stack/schema.ts";

/** `http://127.0.0.1:4566/000000000000/jobs`: on AWS the host would name the region. */
export const toQueueUrl = (account: Account, name: string): string =>
  `${account.awsEndpoint}/${account.id}/${name}`;

/**
 * Defaults are the provider's (aws_sqs_queue of hashicorp/aws 6). Left out, and so refused: FIFO queues and generated
 * names.
 */
const queue = attributes({
  name: z
    .string()
    .regex(
      /^[\w-]{1,80}$/,
      "1 to 80 letters, digits, hyphens and underscores; FIFO queues are not supported",
    ),
  fifo_queue: z.literal(false).optional(),
  content_based_deduplication: z.literal(false).optional(),
  /** Seconds. */
  visibility_timeout_seconds: z.int().min(0).max(43_200).default(30),
  message_retention_seconds: z.int().min(60).max(1_209_600).default(345_600),
  delay_seconds: z.int().min(0).max(900).default(0),
  receive_wait_time_seconds: z.int().min(0).max(20).default(0),
  /** Bytes. */
  max_message_size: z.int().min(1024).max(1_048_576).default(262_144),
  /** JSON text. */
  policy: z.string().optional(),
  redrive_policy: z.string().optional(),
  redrive_allow_policy: z.string().optional(),
  /** Encryption at rest leaves no trace in any answer but this attribute's. */
  sqs_managed_sse_enabled: z.boolean().optional(),
  /** Id, ARN or alias of a key of the stack, whose policy is asked on every send and receive. */
  kms_master_key_id: z.string().optional(),
  /** Seconds for which SQS keeps a data key; here every call asks for permission. */
  kms_data_key_reuse_period_seconds: z.int().min(60).max(86_400).optional(),
})
  .refine(
    ({ kms_master_key_id: key, sqs_managed_sse_enabled: managed }) =>
      key === undefined || managed === undefined,
    { path: ["sqs_managed_sse_enabled"], error: "conflicts with kms_master_key_id" },
  )
  .refine(
    ({ kms_master_key_id: key, kms_data_key_reuse_period_seconds: seconds }) =>
      key !== undefined || seconds === undefined,
    { path: ["kms_data_key_reuse_period_seconds"], error: "says nothing without kms_master_key_id" },
  );

export const SqsQueue = resourceType("aws_sqs_queue", queue, ({ name }, _place, account) => {
  const url = toQueueUrl(account, name);
  return { name, arn: toArn(account, "sqs", name), id: url, url };
});
export type QueueConfig = ConfigOf<typeof SqsQueue>;

const toId = ({ queue_url }: { readonly queue_url: string }) => ({ id: queue_url });

export const SqsQueuePolicy = resourceType(
  "aws_sqs_queue_policy",
  attributes({ queue_url: z.string(), policy: z.string() }),
  toId,
);

export const SqsQueueRedriveAllowPolicy = resourceType(
  "aws_sqs_queue_redrive_allow_policy",
  attributes({ queue_url: z.string(), redrive_allow_policy: z.string() }),
  toId,
);
