// The Terraform resource types of SQS.
import { z } from "zod";
import { type Account, toArn } from "../core/account.ts";
import type { ResourceType } from "../stack/resource-type.ts";
import { inert } from "../stack/schema.ts";

/** `http://127.0.0.1:4566/000000000000/jobs`: on AWS the host would name the region. */
export const toQueueUrl = (account: Account, name: string): string =>
  `${account.awsEndpoint}/${account.id}/${name}`;

// Tags are labels for bills and searches, the region is the only one there is, and nothing here takes long enough
// for a time-out of Terraform's own.
const unseen = { tags: inert(), tags_all: inert(), region: inert(), timeouts: inert() };

/**
 * Defaults are the provider's (aws_sqs_queue of hashicorp/aws 6). Left out, and so refused: FIFO queues and generated
 * names.
 */
const QueueAttributesConfig = z.strictObject({
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
  ...unseen,
});

const QueueConfig = QueueAttributesConfig.refine(
  ({ kms_master_key_id: key, sqs_managed_sse_enabled: managed }) =>
    key === undefined || managed === undefined,
  { path: ["sqs_managed_sse_enabled"], error: "conflicts with kms_master_key_id" },
).refine(
  ({ kms_master_key_id: key, kms_data_key_reuse_period_seconds: seconds }) =>
    key !== undefined || seconds === undefined,
  { path: ["kms_data_key_reuse_period_seconds"], error: "says nothing without kms_master_key_id" },
);
export type QueueConfig = z.infer<typeof QueueConfig>;

export const SqsQueue: ResourceType<QueueConfig> = {
  type: "aws_sqs_queue",
  config: QueueConfig,
  computed: ({ name }, _place, account) => {
    const url = toQueueUrl(account, name);
    return { name, arn: toArn(account, "sqs", name), id: url, url };
  },
};

const QueuePolicyConfig = z.strictObject({ queue_url: z.string(), policy: z.string(), region: inert() });
export type QueuePolicyConfig = z.infer<typeof QueuePolicyConfig>;

export const SqsQueuePolicy: ResourceType<QueuePolicyConfig> = {
  type: "aws_sqs_queue_policy",
  config: QueuePolicyConfig,
  computed: ({ queue_url }) => ({ id: queue_url }),
};

const RedrivePolicyConfig = z.strictObject({
  queue_url: z.string(),
  redrive_policy: z.string(),
  region: inert(),
});
export type RedrivePolicyConfig = z.infer<typeof RedrivePolicyConfig>;

export const SqsQueueRedrivePolicy: ResourceType<RedrivePolicyConfig> = {
  type: "aws_sqs_queue_redrive_policy",
  config: RedrivePolicyConfig,
  computed: ({ queue_url }) => ({ id: queue_url }),
};

const RedriveAllowPolicyConfig = z.strictObject({
  queue_url: z.string(),
  redrive_allow_policy: z.string(),
  region: inert(),
});
export type RedriveAllowPolicyConfig = z.infer<typeof RedriveAllowPolicyConfig>;

export const SqsQueueRedriveAllowPolicy: ResourceType<RedriveAllowPolicyConfig> = {
  type: "aws_sqs_queue_redrive_allow_policy",
  config: RedriveAllowPolicyConfig,
  computed: ({ queue_url }) => ({ id: queue_url }),
};
