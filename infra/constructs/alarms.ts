// What people are told about. Each alarm acts on the topic when it goes off and when it is over.
import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter/index.js";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import type { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import type { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import { Construct } from "constructs";
import type { NodeFunction } from "./node-function.ts";

/**
 * A line at ERROR or FATAL, and Lambda's own report of an invocation that timed out or died. It looks at JSON
 * fields, so no text inside a message can set it off or slip past it.
 */
export const errorLogPattern =
  '{ ($.level = "ERROR") || ($.level = "FATAL") || ($.record.status = "timeout") || ($.record.status = "failure") || ($.record.status = "error") }';

export type AlarmsProps = {
  readonly prefix: string;
  readonly topic: SnsTopic;
  readonly deadLetters: SqsQueue;
  readonly functions: readonly NodeFunction[];
};

export class Alarms extends Construct {
  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const actions = { alarmActions: [props.topic.arn], okActions: [props.topic.arn] };
    const anyWithinAMinute = {
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      period: 60,
      evaluationPeriods: 1,
      // SQS and log filters say nothing while nothing happens.
      treatMissingData: "notBreaching",
    };

    new CloudwatchMetricAlarm(this, "dead-letters", {
      ...actions,
      ...anyWithinAMinute,
      alarmName: `${props.prefix}-dead-letters`,
      alarmDescription:
        "Messages used up their deliveries and wait in the dead-letter queue. Mend the cause, then redrive them: docs/operating.md#dead-letters",
      namespace: "AWS/SQS",
      // NumberOfMessagesSent would not count what a redrive policy moves.
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: props.deadLetters.name },
      statistic: "Maximum",
    });

    const errorLines = { namespace: props.prefix, name: "ErrorLogLines" };
    for (const { node, logGroup } of props.functions) {
      new CloudwatchLogMetricFilter(this, `error-logs-${node.id}`, {
        name: `${props.prefix}-error-logs`,
        logGroupName: logGroup.name,
        pattern: errorLogPattern,
        metricTransformation: { ...errorLines, value: "1", defaultValue: "0" },
      });
    }
    new CloudwatchMetricAlarm(this, "error-logs", {
      ...actions,
      ...anyWithinAMinute,
      alarmName: `${props.prefix}-error-logs`,
      alarmDescription:
        "A function logged at ERROR, timed out or died: something waits for an operator. docs/operating.md#error-logs",
      namespace: errorLines.namespace,
      metricName: errorLines.name,
      statistic: "Sum",
    });
  }
}
