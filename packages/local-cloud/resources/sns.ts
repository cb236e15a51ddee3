// The Terraform resource types of SNS.
import { z } from "zod";
import { toArn } from "../core/account.ts";
import type { ResourceType } from "../stack/resource-type.ts";
import { inert } from "../stack/schema.ts";

const TopicConfig = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9_-]{1,256}$/, "is no name of a standard topic"),
  // Labels, the one region there is, and the sender's name in e-mails that nobody is sent.
  tags: inert(),
  tags_all: inert(),
  region: inert(),
  display_name: inert(),
  /** Id, ARN or alias of a key of the stack, whose policy is asked whenever something is published. */
  kms_master_key_id: z
    .string()
    .refine((key) => !key.endsWith("alias/aws/sns"), {
      // https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
      error: "CloudWatch may not use alias/aws/sns: on AWS its alarms would be lost without a word",
    })
    .optional(),
  /** JSON text; IAM reads it. */
  policy: z.string().optional(),
  fifo_topic: z.literal(false).optional(),
  signature_version: z.union([z.literal(1), z.literal(2)]).optional(),
  // Signatures are not real here, traces are not kept, and deliveries are told of in this program's own log.
  tracing_config: inert(),
  application_failure_feedback_role_arn: inert(),
  application_success_feedback_role_arn: inert(),
  application_success_feedback_sample_rate: inert(),
  firehose_failure_feedback_role_arn: inert(),
  firehose_success_feedback_role_arn: inert(),
  firehose_success_feedback_sample_rate: inert(),
  http_failure_feedback_role_arn: inert(),
  http_success_feedback_role_arn: inert(),
  http_success_feedback_sample_rate: inert(),
  lambda_failure_feedback_role_arn: inert(),
  lambda_success_feedback_role_arn: inert(),
  lambda_success_feedback_sample_rate: inert(),
  sqs_failure_feedback_role_arn: inert(),
  sqs_success_feedback_role_arn: inert(),
  sqs_success_feedback_sample_rate: inert(),
});
export type TopicConfig = z.infer<typeof TopicConfig>;

export const SnsTopic: ResourceType<TopicConfig> = {
  type: "aws_sns_topic",
  config: TopicConfig,
  computed: ({ name }, _place, account) => {
    const arn = toArn(account, "sns", name);
    return { arn, id: arn, owner: account.id };
  },
};

const TopicPolicyConfig = z.strictObject({
  region: inert(),
  arn: z.string().startsWith("arn:"),
  /** JSON text; IAM reads it. */
  policy: z.string(),
});
export type TopicPolicyConfig = z.infer<typeof TopicPolicyConfig>;

export const SnsTopicPolicy: ResourceType<TopicPolicyConfig> = {
  type: "aws_sns_topic_policy",
  config: TopicPolicyConfig,
  computed: ({ arn }, _place, account) => ({ id: arn, owner: account.id }),
};

const TopicSubscriptionConfig = z
  .strictObject({
    region: inert(),
    topic_arn: z.string().startsWith("arn:"),
    protocol: z.enum(["http", "https", "email"], {
      error: ({ input }) => `the protocol ${String(input)} is not supported by the local cloud`,
    }),
    endpoint: z.string().min(1),
    raw_message_delivery: z.boolean().optional(),
    // Every subscription counts as confirmed from the start: nobody is asked.
    confirmation_timeout_in_minutes: inert(),
    endpoint_auto_confirms: inert(),
  })
  .refine(({ protocol, raw_message_delivery: raw }) => protocol !== "email" || raw !== true, {
    error: "raw_message_delivery is not for e-mail",
  })
  .refine(({ protocol, endpoint }) => !protocol.startsWith("http") || endpoint.startsWith(`${protocol}://`), {
    error: "the endpoint does not fit the protocol",
  });
export type TopicSubscriptionConfig = z.infer<typeof TopicSubscriptionConfig>;

export const SnsTopicSubscription: ResourceType<TopicSubscriptionConfig> = {
  type: "aws_sns_topic_subscription",
  config: TopicSubscriptionConfig,
  // The ARN ends in a random id that only exists once the topic does: a reference to it is an error.
  computed: (_config, _place, account) => ({ owner_id: account.id, pending_confirmation: false }),
};
