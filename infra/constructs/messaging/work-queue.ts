// The queue that makes an accepted message durable, and the dead-letter queue for what used up its deliveries.
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { SqsQueuePolicy } from "@cdktf/provider-aws/lib/sqs-queue-policy/index.js";
import { SqsQueueRedriveAllowPolicy } from "@cdktf/provider-aws/lib/sqs-queue-redrive-allow-policy/index.js";
import { Construct } from "constructs";
import type { StackConfig } from "../../config/stack-config.ts";
import type { Grant } from "../compute/service-role.ts";
import type { MessageKey } from "../shared/message-key.ts";
import type { StackContext } from "../shared/stack-context.ts";
import { denyWithoutTls, policyJson } from "../shared/policy-document.ts";

const secondsPerDay = 86_400;

export type WorkQueueProps = StackConfig["queue"] & {
  readonly context: StackContext;
  readonly name: string;
  readonly deadLetterName: string;
  readonly visibilityTimeoutSeconds: number;
  /** Of a message with its attributes, in bytes. */
  readonly maxMessageSize: number;
};

/** A data key is reused for five minutes, SQS's default: each call of KMS costs money and can be throttled. */
const encryption = (key: MessageKey | undefined) =>
  key === undefined
    ? { sqsManagedSseEnabled: true }
    : { kmsMasterKeyId: key.arn, kmsDataKeyReusePeriodSeconds: 300 };

export class WorkQueue extends Construct {
  readonly #key: MessageKey | undefined;
  readonly queue: SqsQueue;
  readonly deadLetters: SqsQueue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.#key = props.context.key;
    const encrypted = encryption(this.#key);
    // Both hold what a 202 promised, for days: a change that replaces a queue would delete it with its messages.
    const lifecycle = { preventDestroy: props.context.protectData };
    const { maxMessageSize } = props;
    this.deadLetters = new SqsQueue(this, "dead-letters", {
      name: props.deadLetterName,
      // A moved message keeps the time stamp of its arrival (a postponed one has that of its last copy): the longest
      // retention there is leaves people time to act.
      messageRetentionSeconds: 14 * secondsPerDay,
      maxMessageSize,
      ...encrypted,
      lifecycle,
    });
    this.queue = new SqsQueue(this, "queue", {
      name: props.name,
      visibilityTimeoutSeconds: props.visibilityTimeoutSeconds,
      messageRetentionSeconds: props.retentionDays * secondsPerDay,
      maxMessageSize,
      ...encrypted,
      redrivePolicy: JSON.stringify({
        deadLetterTargetArn: this.deadLetters.arn,
        maxReceiveCount: props.maxReceiveCount,
      }),
      lifecycle,
    });
    new SqsQueueRedriveAllowPolicy(this, "redrive-allow-policy", {
      queueUrl: this.deadLetters.url,
      redriveAllowPolicy: JSON.stringify({ redrivePermission: "byQueue", sourceQueueArns: [this.queue.arn] }),
    });
    this.#acceptTlsOnly("queue-policy", this.queue);
    this.#acceptTlsOnly("dead-letters-policy", this.deadLetters);
  }

  /** To put messages into the queue. */
  send(): Grant {
    return {
      environment: {},
      statements: [
        { actions: ["sqs:SendMessage"], resources: [this.queue.arn] },
        ...(this.#key === undefined ? [] : [this.#key.encrypt()]),
      ],
    };
  }

  /** To take messages from the queue, to choose the pause before the next delivery, and to send one again. */
  consume(): Grant {
    return {
      environment: { QUEUE_URL: this.queue.url },
      statements: [
        {
          actions: [
            "sqs:ReceiveMessage",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ChangeMessageVisibility",
            "sqs:SendMessage",
          ],
          resources: [this.queue.arn],
        },
        ...(this.#key === undefined ? [] : [this.#key.encrypt()]),
      ],
    };
  }

  #acceptTlsOnly(id: string, queue: SqsQueue): void {
    new SqsQueuePolicy(this, id, {
      queueUrl: queue.url,
      policy: policyJson(this, `${id}-document`, [denyWithoutTls(["sqs:*"], [queue.arn])]),
    });
  }
}
