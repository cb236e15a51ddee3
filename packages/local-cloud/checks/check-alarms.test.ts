import { expect } from "chai";
import { checkAlarms } from "./check-alarms.ts";
import { decodedStack } from "../testing/stack.ts";

const anAlarm = {
  alarm_name: "jobs",
  namespace: "Jobs",
  metric_name: "ErrorLines",
  statistic: "Sum",
  comparison_operator: "GreaterThanOrEqualToThreshold",
  threshold: 1,
  period: 60,
  evaluation_periods: 1,
  alarm_actions: ["arn:aws:sns:us-east-1:000000000000:alerts"],
};
const aQueueAlarm = {
  ...anAlarm,
  namespace: "AWS/SQS",
  metric_name: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: "parked" },
};
const aFilter = {
  name: "errors",
  log_group_name: "/jobs",
  pattern: "{ $.level = ERROR }",
  metric_transformation: { name: "ErrorLines", namespace: "Jobs", value: "1" },
};

const aFunction = {
  function_name: "worker",
  filename: "worker.zip",
  handler: "main.handler",
  runtime: "nodejs24.x",
  role: "arn:aws:iam::000000000000:role/worker",
  logging_config: { log_format: "JSON" },
};
const { namespace: _n, metric_name: _m, statistic: _s, period: _p, ...common } = anAlarm;
/** Over what is counted, and another metric. */
const mathAlarm = (metric_name: string) => ({
  ...common,
  metric_query: [
    { id: "share", expression: "errors / others", return_data: true },
    ...Object.entries({ errors: "ErrorLines", others: metric_name }).map(([id, name]) => ({
      id,
      metric: { namespace: "Jobs", metric_name: name, stat: "Sum", period: 60 },
    })),
  ],
});
const ofFunction = { namespace: "AWS/Lambda", metric_name: "Errors", dimensions: { FunctionName: "worker" } };
const ofStage = {
  namespace: "AWS/ApiGateway",
  metric_name: "5XXError",
  dimensions: { Stage: "live", ApiName: "jobs" },
};

const check = (...alarms: readonly object[]): void => {
  const stack = decodedStack({
    aws_cloudwatch_metric_alarm: Object.fromEntries(
      alarms.map((alarm, index) => [`watch${index}`, { ...alarm }]),
    ),
    aws_cloudwatch_log_metric_filter: { errors: aFilter },
    aws_sns_topic: { alerts: { name: "alerts" } },
    aws_sqs_queue: { parked: { name: "parked" } },
    aws_lambda_function: { worker: aFunction },
    aws_api_gateway_rest_api: { api: { name: "jobs" } },
    aws_api_gateway_stage: { live: { rest_api_id: "a", deployment_id: "d", stage_name: "live" } },
  });
  checkAlarms(stack);
};

describe("checkAlarms", () => {
  it("passes alarms that can fire and reach a topic", () => {
    check(
      anAlarm,
      { ...aQueueAlarm, alarm_name: "b" },
      { ...anAlarm, ...ofFunction, alarm_name: "c" },
      { ...anAlarm, ...ofStage, alarm_name: "d" },
      { ...mathAlarm("ErrorLines"), alarm_name: "e" },
    );
  });

  const silent: readonly (readonly [string, object, string])[] = [
    [
      "a metric of AWS that nothing produces",
      { ...aQueueAlarm, metric_name: "NumberOfMessagesSent" },
      "nothing here produces the metric AWS/SQS NumberOfMessagesSent",
    ],
    [
      "a service that is not supported",
      { ...anAlarm, namespace: "AWS/EC2" },
      "nothing here produces the metric AWS/EC2 ErrorLines",
    ],
    [
      "a metric that no filter makes",
      { ...anAlarm, metric_name: "Errorlines" },
      "only what a metric filter of the stack makes",
    ],
    [
      "metric math over a metric that no filter makes",
      mathAlarm("Lines"),
      "nothing here produces the metric Jobs Lines",
    ],
    [
      "dimensions that are not reported",
      { ...aQueueAlarm, dimensions: {} },
      "not reported with the dimensions []",
    ],
    [
      "dimensions that no filter sets",
      { ...anAlarm, dimensions: { Kind: "big" } },
      "not reported with the dimensions [Kind]",
    ],
    [
      "a queue that does not exist",
      { ...aQueueAlarm, dimensions: { QueueName: "praked" } },
      "the stack has no QueueName praked",
    ],
    [
      "a function that does not exist",
      { ...anAlarm, ...ofFunction, dimensions: { FunctionName: "wroker" } },
      "the stack has no FunctionName wroker",
    ],
    [
      "an API that does not exist",
      { ...anAlarm, ...ofStage, dimensions: { ApiName: "live", Stage: "live" } },
      "the stack has no ApiName live",
    ],
    [
      "a stage that does not exist",
      { ...anAlarm, ...ofStage, dimensions: { ApiName: "jobs", Stage: "jobs" } },
      "the stack has no Stage jobs",
    ],
    [
      "a topic that does not exist",
      { ...anAlarm, ok_actions: ["arn:aws:sns:us-east-1:000000000000:nobody"] },
      "the action arn:aws:sns:us-east-1:000000000000:nobody is no topic",
    ],
    [
      "an action of another kind",
      { ...anAlarm, alarm_actions: ["arn:aws:automate:us-east-1:ec2:stop"] },
      "is no topic of the stack",
    ],
  ];
  for (const [what, alarm, problem] of silent) {
    it(`does not pass an alarm on ${what}`, () => {
      expect(() => check(alarm))
        .to.throw(`aws_cloudwatch_metric_alarm.watch0: `)
        .with.property("message")
        .that.includes(problem);
    });
  }

  it("does not pass two alarms of one name, which AWS would take for one", () => {
    expect(() => check(anAlarm, anAlarm)).to.throw(
      "aws_cloudwatch_metric_alarm.watch0, aws_cloudwatch_metric_alarm.watch1: several alarms are called jobs",
    );
  });

  it("names every problem at once", () => {
    const alarm = {
      ...anAlarm,
      metric_name: "Other",
      ok_actions: ["arn:aws:lambda:us-east-1:000000000000:function:x"],
    };
    expect(() => check(alarm))
      .to.throw()
      .with.property("problems")
      .that.has.length(2);
  });
});
