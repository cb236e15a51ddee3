// Says when a version that has a share of the work fails at it: then it is to be rolled back.
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import { Construct } from "constructs";
import type { LiveAlias } from "../compute/live-alias.ts";
import type { NodeFunction } from "../compute/node-function.ts";

export type NewVersionAlarmProps = {
  readonly prefix: string;
  readonly runbook: string;
  readonly topicArn: string;
  readonly target: NodeFunction;
  readonly alias: LiveAlias;
};

export class NewVersionAlarm extends Construct {
  constructor(scope: Construct, id: string, props: NewVersionAlarmProps) {
    super(scope, id);
    const { prefix, runbook, topicArn, target, alias } = props;
    new CloudwatchMetricAlarm(this, "alarm", {
      alarmName: `${prefix}-new-version`,
      alarmDescription: `Invocations of the newest version fail, which only has a share of the batches: ops diagnose says why. Set its share to 0 and deploy. ${runbook}#options`,
      namespace: "AWS/Lambda",
      metricName: "Errors",
      // https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
      dimensions: {
        FunctionName: target.function.functionName,
        Resource: alias.resource,
        ExecutedVersion: target.function.version,
      },
      statistic: "Sum",
      period: 60,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      // A failure of the newest version counts even if the stable one mends it: that is what the share is for.
      evaluationPeriods: 5,
      datapointsToAlarm: 3,
      treatMissingData: "notBreaching",
      alarmActions: [topicArn],
      okActions: [topicArn],
    });
  }
}
