// The Terraform resource types of SNS.
import { z } from "zod";
import { toArn } from "../core/account.ts";
import { resourceType } from "../stack/resource-type.ts";
import { attributes } from "../stack/schema.ts";

const feedback = ["application", "firehose", "http", "lambda", "sqs"].map(
  (protocol) =>
    `${protocol}_failure_feedback_role_arn ${protocol}_success_feedback_role_arn ${protocol}_success_feedback_sample_rate`,
);

export const SnsTopic = resourceType(
  "aws_sns_topic",
  attributes(
    {
      name: z.string().regex(/^[A-Za-z0-9_-]{1,256}$/, "is no name of a standard topic"),
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
    },
    {
      "the sender's name in e-mails that nobody is sent": "display_name",
      "traces are not kept": "tracing_config",
      "deliveries are reported in the local cloud's own log": feedback.join(" "),
    },
  ),
  ({ name }, _place, account) => {
    const arn = toArn(account, "sns", name);
    return { arn, id: arn, owner: account.id };
  },
);

/** `policy` is JSON text; IAM reads it. */
export const SnsTopicPolicy = resourceType(
  "aws_sns_topic_policy",
  attributes({ arn: z.string().startsWith("arn:"), policy: z.string() }),
  ({ arn }, _place, account) => ({ id: arn, owner: account.id }),
);

export const SnsTopicSubscription = resourceType(
  "aws_sns_topic_subscription",
  attributes(
    {
      topic_arn: z.string().startsWith("arn:"),
      protocol: z.enum(["email", "https"], {
        error: ({ input }) => `the protocol ${String(input)} is not supported by the local cloud`,
      }),
      endpoint: z.string().min(1),
      raw_message_delivery: z.literal(false, { error: "is not supported by the local cloud" }).optional(),
    },
    {
      "every subscription counts as confirmed from the start":
        "confirmation_timeout_in_minutes endpoint_auto_confirms",
    },
  ),
  // The ARN ends in a random id that only exists once the topic does: a reference to it is an error.
  (_config, _place, account) => ({ owner_id: account.id, pending_confirmation: false }),
);
