import { expect } from "chai";
import * as fc from "fast-check";
import { toNotification, type Transition } from "./alarm-notification.ts";
import { anAccount } from "../../../testing/stack.ts";
import { CloudwatchMetricAlarm } from "../../../resources/cloudwatch.ts";

const alarm = CloudwatchMetricAlarm.config.parse({
  alarm_name: "jobs-parked",
  alarm_actions: ["arn:aws:sns:us-east-1:000000000000:alerts"],
  namespace: "AWS/SQS",
  metric_name: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: "parked" },
  statistic: "Maximum",
  comparison_operator: "GreaterThanOrEqualToThreshold",
  threshold: 1,
  period: 60,
  evaluation_periods: 1,
});
const at = new Date("2026-11-29T10:00:00.123Z");
const transition: Transition = { alarm, from: "OK", to: "ALARM", reason: "Threshold Crossed.", at };

describe("toNotification", () => {
  it("has the shape of what CloudWatch sends", () => {
    const { subject, message } = toNotification(transition, anAccount, at);
    expect(subject).to.equal('ALARM: "jobs-parked" in US East (N. Virginia)');
    expect(JSON.parse(message)).to.deep.equal({
      AlarmName: "jobs-parked",
      AlarmDescription: null,
      AWSAccountId: "000000000000",
      AlarmConfigurationUpdatedTimestamp: "2026-11-29T10:00:00.123+0000",
      NewStateValue: "ALARM",
      NewStateReason: "Threshold Crossed.",
      StateChangeTime: "2026-11-29T10:00:00.123+0000",
      Region: "US East (N. Virginia)",
      AlarmArn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:jobs-parked",
      OldStateValue: "OK",
      OKActions: [],
      AlarmActions: ["arn:aws:sns:us-east-1:000000000000:alerts"],
      InsufficientDataActions: [],
      Trigger: {
        MetricName: "ApproximateNumberOfMessagesVisible",
        Namespace: "AWS/SQS",
        StatisticType: "Statistic",
        Statistic: "MAXIMUM",
        Unit: null,
        Dimensions: [{ value: "parked", name: "QueueName" }],
        Period: 60,
        EvaluationPeriods: 1,
        DatapointsToAlarm: 1,
        ComparisonOperator: "GreaterThanOrEqualToThreshold",
        Threshold: 1,
        TreatMissingData: "missing",
        EvaluateLowSampleCountPercentile: "",
      },
    });
  });

  it("says of metric math the expression and its metrics", () => {
    const metric = {
      namespace: "Jobs",
      metric_name: "Failed",
      dimensions: { Queue: "a" },
      period: 60,
      stat: "Sum",
    };
    const { namespace: _n, metric_name: _m, dimensions: _d, statistic: _s, period: _p, ...common } = alarm;
    const math = CloudwatchMetricAlarm.config.parse({
      ...common,
      metric_query: [
        { id: "doubled", label: "Doubled", expression: "failed * 2", return_data: true },
        { id: "failed", metric },
      ],
    });
    const { message } = toNotification({ ...transition, alarm: math }, anAccount, at);
    expect(JSON.parse(message))
      .to.have.property("Trigger")
      .that.deep.include({
        Metrics: [
          { Id: "doubled", Label: "Doubled", Expression: "failed * 2", ReturnData: true },
          {
            Id: "failed",
            MetricStat: {
              Metric: {
                Dimensions: [{ value: "a", name: "Queue" }],
                MetricName: "Failed",
                Namespace: "Jobs",
              },
              Period: 60,
              Stat: "Sum",
            },
            ReturnData: false,
          },
        ],
        Period: 60,
      });
  });

  it("has a subject that SNS takes, whatever the alarm is called", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 255 }), (alarm_name) => {
        const { subject } = toNotification(
          { ...transition, to: "INSUFFICIENT_DATA", alarm: { ...alarm, alarm_name } },
          anAccount,
          at,
        );
        expect(subject).to.match(/^[\x21-\x7e][\x20-\x7e]{0,99}$/);
      }),
    );
  });
});
