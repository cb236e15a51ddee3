// Every alarm of a stack and what fires it: the table that people would be asked to approve.
import type { StackConfig } from "../config/stack-config.ts";
import { namePrefix, toStackName } from "../config/installation.ts";
import { toLongestPause } from "../config/retries.ts";
import { allOf, refTo } from "./synth.ts";
import type { Block, Resource, StackJson } from "./synth.ts";

const withName = (stack: StackJson, type: string, key: string, name: string): Resource => {
  const [found, ...others] = allOf(stack, type).filter(({ body }) => body[key] === name);
  if (found === undefined || others.length > 0) throw new Error(`expected one ${type} called ${name}`);
  return found;
};

/** `[namespace, metric, dimensions]` */
type Watched = readonly [string, string, Block];

type Limit = {
  readonly statistic: "Average" | "Maximum" | "Sum";
  /** It fires from this value on. */
  readonly from: number;
  readonly seconds: number;
  /** So many of so many periods. */
  readonly periods?: readonly [needed: number, of: number];
  readonly silence?: "notBreaching" | "missing" | "ignore";
};

const alarm = (
  [namespace, metric, dimensions]: Watched,
  { statistic, from, seconds, periods: [needed, of] = [1, 1], silence = "notBreaching" }: Limit,
): Block => ({
  namespace,
  metric_name: metric,
  dimensions,
  statistic,
  comparison_operator: "GreaterThanOrEqualToThreshold",
  threshold: from,
  period: seconds,
  evaluation_periods: of,
  datapoints_to_alarm: needed,
  treat_missing_data: silence,
});

/** By an expression over metrics, of which one period and one statistic are read. */
const mathAlarm = (expression: string, metrics: Readonly<Record<string, Watched>>, limit: Limit): Block => {
  const {
    namespace: _namespace,
    metric_name: _name,
    dimensions: _dimensions,
    period,
    statistic,
    ...common
  } = alarm(["", "", {}], limit);
  return {
    ...common,
    metric_query: [
      { id: "watched", label: "watched", expression, return_data: true },
      ...Object.entries(metrics).map(([id, [namespace, metric_name, dimensions]]) => ({
        id,
        metric: { namespace, metric_name, dimensions, period, stat: statistic },
      })),
    ],
  };
};

const onceInAMinute = { statistic: "Sum", from: 1, seconds: 60 } as const;

/** By their names; dimensions are references, so that an alarm goes with what it watches. */
export const expectedAlarms = (
  stack: StackJson,
  { environment, auth, alarms, queue, messageProcessor }: StackConfig,
): Readonly<Record<string, Block>> => {
  const prefix = toStackName(namePrefix, environment);
  const ofQueue = (name: string): Block => ({
    QueueName: refTo(withName(stack, "aws_sqs_queue", "name", `${prefix}-${name}`), "name"),
  });
  const ofFunction = (name: string): Block => ({
    FunctionName: refTo(
      withName(stack, "aws_lambda_function", "function_name", `${prefix}-${name}`),
      "function_name",
    ),
  });
  const answering = ["query-messages", ...(auth.kind === "jwt" ? ["authorize-caller"] : [])];
  const table: Readonly<Record<string, Block>> = {
    "dead-letters": alarm(["AWS/SQS", "ApproximateNumberOfMessagesVisible", ofQueue("dead-letters")], {
      statistic: "Maximum",
      from: 1,
      seconds: 60,
      silence: "missing",
    }),
    "dead-letters-growth": mathAlarm(
      "IF(visible + FILL(hidden, 0) > DIFF(visible + FILL(hidden, 0)), DIFF(visible + FILL(hidden, 0)), 0)",
      {
        visible: ["AWS/SQS", "ApproximateNumberOfMessagesVisible", ofQueue("dead-letters")],
        hidden: ["AWS/SQS", "ApproximateNumberOfMessagesNotVisible", ofQueue("dead-letters")],
      },
      { statistic: "Maximum", from: 1, seconds: 60 },
    ),
    "dead-letters-7-days": alarm(["AWS/SQS", "ApproximateAgeOfOldestMessage", ofQueue("dead-letters")], {
      statistic: "Maximum",
      from: 604_800,
      seconds: 60,
      silence: "ignore",
    }),
    "dead-letters-12-days": alarm(["AWS/SQS", "ApproximateAgeOfOldestMessage", ofQueue("dead-letters")], {
      statistic: "Maximum",
      from: 1_036_800,
      seconds: 60,
      silence: "ignore",
    }),
    "oldest-message": alarm(["AWS/SQS", "ApproximateAgeOfOldestMessage", ofQueue("messages")], {
      statistic: "Maximum",
      from: alarms.oldestMessageSeconds,
      seconds: 60,
      silence: "ignore",
    }),
    "quiet-groups": alarm(["AWS/SQS", "ApproximateAgeOfOldestMessageInQuietGroups", ofQueue("messages")], {
      statistic: "Maximum",
      from: alarms.quietGroupsSeconds,
      seconds: 60,
      silence: "ignore",
    }),
    "error-logs": alarm([prefix, "ErrorLogLines", {}], onceInAMinute),
    "postponed-messages": alarm([prefix, "RepeatedlyPostponed", {}], {
      statistic: "Sum",
      from: 5,
      seconds: 900,
    }),
    "process-message-errors": mathAlarm(
      "IF(invocations > errors, 0, errors)",
      {
        errors: ["AWS/Lambda", "Errors", ofFunction("process-message")],
        invocations: ["AWS/Lambda", "Invocations", ofFunction("process-message")],
      },
      {
        statistic: "Sum",
        from: 1,
        seconds: Math.ceil((toLongestPause({ ...queue, ...messageProcessor }) + 1) / 60) * 60,
        periods: [queue.maxReceiveCount + 1, queue.maxReceiveCount + 1],
        silence: "ignore",
      },
    ),
    "rejected-messages": alarm([prefix, "MessagesRejected", {}], {
      statistic: "Sum",
      from: alarms.rejectedMessages,
      seconds: 300,
    }),
    "api-5xx": mathAlarm(
      "IF(faults >= 5, faults / requests, 0)",
      { faults: [prefix, "FaultyRequests", {}], requests: [prefix, "Requests", {}] },
      { statistic: "Sum", from: 0.01, seconds: 900 },
    ),
    "throttled-callers": alarm([prefix, "ThrottledRequests", {}], {
      statistic: "Sum",
      from: alarms.refusedRequests,
      seconds: 300,
    }),
    "refused-callers": mathAlarm(
      `IF(refused >= ${alarms.refusedRequests}, refused / requests, 0)`,
      { refused: [prefix, "RefusedRequests", {}], requests: [prefix, "Requests", {}] },
      { statistic: "Sum", from: 0.5, seconds: 300 },
    ),
    ...Object.fromEntries(
      answering.flatMap((name) => [
        [
          `${name}-errors`,
          alarm(
            name === "authorize-caller"
              ? [prefix, "AuthorizerFailures", {}]
              : ["AWS/Lambda", "Errors", ofFunction(name)],
            { ...onceInAMinute, periods: [3, 5] },
          ),
        ],
        [`${name}-throttles`, alarm(["AWS/Lambda", "Throttles", ofFunction(name)], onceInAMinute)],
      ]),
    ),
  };
  return Object.fromEntries(Object.entries(table).map(([name, block]) => [`${prefix}-${name}`, block]));
};
