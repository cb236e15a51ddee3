// Feeds a function from a queue: batches, partial failures, and no more executions at once than agreed.
import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping/index.js";
import type { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { Construct } from "constructs";
import type { StackConfig } from "../../config/stack-config.ts";
import type { NodeFunction } from "../compute/node-function.ts";

export type QueueConsumerProps = Pick<
  StackConfig["messageProcessor"],
  "batchSize" | "batchingWindowSeconds"
> & {
  readonly maximumConcurrency: number;
  readonly queue: SqsQueue;
  readonly consumer: NodeFunction;
  /** Its own, or its alias's. */
  readonly consumerArn: string;
};

export class QueueConsumer extends Construct {
  constructor(scope: Construct, id: string, props: QueueConsumerProps) {
    super(scope, id);
    new LambdaEventSourceMapping(this, "mapping", {
      eventSourceArn: props.queue.arn,
      functionName: props.consumerArn,
      batchSize: props.batchSize,
      maximumBatchingWindowInSeconds: props.batchingWindowSeconds,
      // Without it Lambda ignores the list of failures and deletes the whole batch.
      functionResponseTypes: ["ReportBatchItemFailures"],
      // Limits the pollers themselves: a throttled invocation would use up one of the message's deliveries.
      scalingConfig: { maximumConcurrency: props.maximumConcurrency },
      dependsOn: [props.consumer.policy],
    });
  }
}
