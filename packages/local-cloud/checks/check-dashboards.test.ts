import { expect } from "chai";
import { StackError } from "../stack/stack-error.ts";
import { checkDashboards } from "./check-dashboards.ts";
import { makeFakeStack } from "../testing/cloudwatch-stack.ts";

const alarm = {
  alarm_name: "parked",
  namespace: "AWS/SQS",
  metric_name: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: "jobs" },
  statistic: "Sum",
  comparison_operator: "GreaterThanOrEqualToThreshold",
  threshold: 1,
  period: 60,
  evaluation_periods: 1,
};
const alarmArn = (name: string): string => `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${name}`;

const problemsOf = (body: unknown): readonly string[] => {
  const stack = makeFakeStack({
    aws_sqs_queue: { jobs: { name: "jobs" } },
    aws_cloudwatch_log_group: { jobs: { name: "/jobs" } },
    aws_cloudwatch_metric_alarm: { parked: alarm },
    aws_cloudwatch_log_metric_filter: {
      done: {
        name: "done",
        log_group_name: "/jobs",
        pattern: "{ $.done > 0 }",
        metric_transformation: { name: "Done", namespace: "Jobs", value: "$.done" },
      },
    },
    aws_cloudwatch_dashboard: { all: { dashboard_name: "all", dashboard_body: JSON.stringify(body) } },
  });
  try {
    checkDashboards(stack);
    return [];
  } catch (error) {
    if (error instanceof StackError) return error.problems;
    throw error;
  }
};

const graph = (...metrics: readonly unknown[]) => ({
  widgets: [{ type: "metric", x: 0, y: 0, width: 12, height: 6, properties: { title: "t", metrics } }],
});
const widget = (type: string, properties: object) => ({ widgets: [{ type, properties }] });

describe("checkDashboards", () => {
  const fine: readonly (readonly [string, unknown])[] = [
    ["a metric of AWS's", graph(["AWS/SQS", "NumberOfMessagesSent", "QueueName", "jobs", { stat: "Sum" }])],
    ["a metric of a filter", graph(["Jobs", "Done", { label: "done" }])],
    [
      "what an entry takes over from the one before",
      graph(
        ["AWS/SQS", "NumberOfMessagesSent", "QueueName", "jobs"],
        [".", "NumberOfMessagesReceived", ".", "."],
        ["...", "jobs", { stat: "Sum" }],
      ),
    ],
    ["a line that is computed", graph([{ expression: "m1 / 2", label: "half" }])],
    ["alarms of the stack", widget("alarm", { alarms: [alarmArn("parked")] })],
    ["a query of logs", widget("log", { query: "SOURCE '/jobs' | fields @message", region: "us-east-1" })],
    ["a text", { periodOverride: "inherit", start: "-PT6H", ...widget("text", { markdown: "# all" }) }],
  ];
  for (const [what, body] of fine)
    it(`takes ${what}`, () => {
      expect(problemsOf(body)).to.deep.equal([]);
    });

  const wrong: readonly (readonly [string, unknown, string])[] = [
    [
      "a metric that its service does not have",
      graph(["AWS/SQS", "NumberOfMessageSent", "QueueName", "jobs"]),
      "nothing here produces the metric AWS/SQS NumberOfMessageSent",
    ],
    [
      "such a metric in an entry that takes the rest over",
      graph(["AWS/SQS", "NumberOfMessagesSent", "QueueName", "jobs"], [".", "Sent", ".", "."]),
      "nothing here produces the metric AWS/SQS Sent",
    ],
    ["a metric that no filter makes", graph(["Jobs", "Gone"]), "nothing here produces the metric Jobs Gone"],
    ["a namespace that nobody has", graph(["AWS/SQSS", "X"]), "nothing here produces the metric AWS/SQSS X"],
    [
      "dimensions that the metric does not have",
      graph(["AWS/SQS", "NumberOfMessagesSent", "Queue", "jobs"]),
      "AWS/SQS NumberOfMessagesSent is not reported with the dimensions [Queue]",
    ],
    [
      "dimensions that belong to another metric of the service",
      graph(["AWS/DynamoDB", "WriteThrottleEvents", "TableName", "t", "Operation", "PutItem"]),
      "AWS/DynamoDB WriteThrottleEvents is not reported with the dimensions [TableName, Operation]",
    ],
    [
      "a queue that is not in the stack",
      graph(["AWS/SQS", "NumberOfMessagesSent", "QueueName", "lost"]),
      "the stack has no QueueName lost",
    ],
    [
      "a dimension without a value",
      graph(["AWS/SQS", "NumberOfMessagesSent", "QueueName"]),
      "pairs of dimension",
    ],
    [
      "an alarm that is not in the stack",
      widget("alarm", { alarms: [alarmArn("lost")] }),
      "the stack has no alarm",
    ],
    [
      "an alarm that is not in the stack, in a graph",
      widget("metric", { annotations: { alarms: [alarmArn("lost")] } }),
      "the stack has no alarm",
    ],
    [
      "a log group that is not in the stack",
      widget("log", { query: "SOURCE '/lost'" }),
      "no log group /lost",
    ],
    ["a widget of no kind", widget("pie", {}), "dashboard_body"],
    [
      "a widget beyond the grid",
      { widgets: [{ type: "text", x: 24, properties: { markdown: "" } }] },
      "widgets[0].x",
    ],
    ["a body without widgets", {}, "widgets"],
    ["a body that is no object", [], "expected object"],
  ];
  for (const [what, body, reason] of wrong)
    it(`refuses ${what}`, () => {
      const problems = problemsOf(body);
      expect(problems).to.have.length(1);
      expect(problems[0])
        .to.match(/^aws_cloudwatch_dashboard\.all: /)
        .and.to.include(reason);
    });
});
