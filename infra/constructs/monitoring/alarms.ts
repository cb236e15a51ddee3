// What people are told about: the whole set as a table, each with the reason for its figures.
import type { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { Construct } from "constructs";
import { alarm, type AlarmDefinition } from "./alarm.ts";
import { apiMetric, functionMetric, queueMetric } from "./aws-metrics.ts";
import { LogMetrics } from "./log-metrics.ts";
import type { NodeFunction } from "../compute/node-function.ts";
import type { StackContext } from "../shared/stack-context.ts";
import type { WorkQueue } from "../messaging/work-queue.ts";

export type AlarmsProps = {
  readonly context: StackContext;
  readonly topic: SnsTopic;
  /** Where the handbook is, a path or a URL: each alarm's description ends with a link into it. */
  readonly runbook: string;
  readonly queue: WorkQueue;
  readonly functions: readonly NodeFunction[];
  /** The one of them that takes messages from the queue. */
  readonly messageProcessor: NodeFunction;
  readonly apiName: string;
  readonly stageName: string;
  /** Seconds that a message may wait before people are told. */
  readonly oldestMessageSeconds: number;
  /** Rejections within five minutes before people are told. */
  readonly rejectedMessages: number;
};

/** Once is enough. One minute is the shortest period that AWS's own metrics have. */
const onceInAMinute = { threshold: 1, periodSeconds: 60 };

/** Log filters, Lambda and API Gateway say nothing while nothing happens, and then all is well. */
const silenceIsFine = { missingData: "notBreaching" } as const;

const deadLetters = ({ queue }: AlarmsProps): AlarmDefinition => ({
  id: "dead-letters",
  meaning:
    "Messages used up their deliveries and wait in the dead-letter queue. Mend the cause, then redrive.",
  section: "dead-letters",
  // NumberOfMessagesSent would not count what the redrive policy moves.
  metric: queueMetric(queue.deadLetters, "ApproximateNumberOfMessagesVisible"),
  statistic: "Maximum",
  ...onceInAMinute,
  // SQS may stop reporting on a queue that nobody touched for six hours, with the letters still in it:
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-monitoring-using-cloudwatch.html
  missingData: "ignore",
});

const oldestMessage = ({ queue, oldestMessageSeconds }: AlarmsProps): AlarmDefinition => ({
  id: "oldest-message",
  meaning: "Accepted messages wait too long for their first deliveries: the worker is stopped or too slow.",
  section: "oldest-message",
  // Leaves out what was received three times already: a single message that always fails shows as a dead letter.
  metric: queueMetric(queue.queue, "ApproximateAgeOfOldestMessage"),
  statistic: "Maximum",
  threshold: oldestMessageSeconds,
  // The age is a duration itself: it need not last on top.
  periodSeconds: 60,
  // Lambda polls the queue all the time, so it stays awake; it has no oldest message when it is empty.
  ...silenceIsFine,
});

const errorLogs = ({ errorLines }: LogMetrics): AlarmDefinition => ({
  id: "error-logs",
  meaning: "A function logged at ERROR, timed out or died: something may wait for an operator.",
  section: "error-logs",
  metric: errorLines,
  statistic: "Sum",
  ...onceInAMinute,
  ...silenceIsFine,
});

const functionErrors = (each: NodeFunction): AlarmDefinition => ({
  id: `${each.node.id}-errors`,
  meaning: `Invocations of ${each.node.id} have kept failing for minutes.`,
  section: "function-errors",
  metric: functionMetric(each, "Errors"),
  statistic: "Sum",
  threshold: 1,
  periodSeconds: 60,
  // A batch of one that fails is a failed invocation, and its retry comes within two minutes: what a retry mends
  // reaches two of these minutes, what goes on reaches three. The first of them has set error-logs off already.
  datapoints: { needed: 3, of: 5 },
  ...silenceIsFine,
});

const functionThrottles = (each: NodeFunction): AlarmDefinition => ({
  id: `${each.node.id}-throttles`,
  meaning: `Lambda refused to run ${each.node.id}: the account's concurrency is used up.`,
  section: "throttles",
  metric: functionMetric(each, "Throttles"),
  statistic: "Sum",
  // The pollers and the stage keep below the limits, so there is no right number of these.
  ...onceInAMinute,
  ...silenceIsFine,
});

const rejectedMessages = ({ rejected }: LogMetrics, { rejectedMessages }: AlarmsProps): AlarmDefinition => ({
  id: "rejected-messages",
  meaning: "Many messages are rejected: a sender changed what it sends, or we changed what we take.",
  section: "rejected-messages",
  metric: rejected,
  statistic: "Sum",
  threshold: rejectedMessages,
  // A sender's mistake is recorded for it to read; people are told when it is more than now and then.
  periodSeconds: 300,
  ...silenceIsFine,
});

const apiFaults = (stage: AlarmsProps): AlarmDefinition => ({
  id: "api-5xx",
  meaning: "At least one in a hundred requests was answered with a 5xx: senders have to send again.",
  section: "api-5xx",
  metric: apiMetric(stage, "5XXError"),
  // The share of the requests: one among thousands is within what AWS promises.
  statistic: "Average",
  threshold: 0.01,
  // Long enough to weigh a minute's burst against what surrounds it.
  periodSeconds: 300,
  ...silenceIsFine,
});

export class Alarms extends Construct {
  readonly logMetrics: LogMetrics;
  readonly arns: readonly string[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.logMetrics = new LogMetrics(this, "log-metrics", props);
    const definitions = [
      deadLetters(props),
      oldestMessage(props),
      errorLogs(this.logMetrics),
      ...props.functions.map(functionErrors),
      ...props.functions.map(functionThrottles),
      rejectedMessages(this.logMetrics, props),
      apiFaults(props),
    ];
    const surroundings = { ...props, prefix: props.context.prefix };
    this.arns = definitions.map((definition) => alarm(this, surroundings, definition).arn);
  }
}
