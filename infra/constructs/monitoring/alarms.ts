// What people are told about: the whole set as a table, each with the reason for its figures.
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm/index.js";
import type { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic/index.js";
import { Construct } from "constructs";
import type { StackConfig } from "../../config/stack-config.ts";
import { apiMetric, functionMetric, queueMetric, type Metric } from "./metrics.ts";
import { LogMetrics } from "./log-metrics.ts";
import type { NodeFunction } from "../compute/node-function.ts";
import type { StackContext } from "../shared/stack-context.ts";
import type { WorkQueue } from "../messaging/work-queue.ts";

export type AlarmsProps = StackConfig["alarms"] & {
  readonly context: StackContext;
  readonly topic: SnsTopic;
  /** Where the handbook is, a path or a URL: each alarm's description ends with a link into it. */
  readonly runbook: string;
  readonly queue: WorkQueue;
  readonly functions: readonly NodeFunction[];
  /** The one of them that takes messages from the queue. */
  readonly messageProcessor: NodeFunction;
  /** The one that authorizes callers, where tokens are asked for. */
  readonly authorizer: NodeFunction | undefined;
  readonly apiName: string;
  readonly stageName: string;
};

type AlarmDefinition = {
  /** Unique in the stack. */
  readonly id: string;
  /** One or two sentences for the person who is paged. */
  readonly meaning: string;
  /** The heading of the handbook to read, as a link names it. */
  readonly section: string;
  readonly metric: Metric;
  readonly statistic: "Average" | "Maximum" | "Sum";
  /** It fires from this value on. */
  readonly threshold: number;
  readonly periodSeconds: number;
  /** So many of the last so many periods have to reach the threshold; 1 of 1 when absent. */
  readonly datapoints?: { readonly needed: number; readonly of: number };
  /**
   * What a period without data says: nothing, so that the state stays as it is. When absent, that all is well: log
   * filters, Lambda and API Gateway say nothing while nothing happens.
   */
  readonly missingData?: "ignore";
};

/** Once is enough. One minute is the shortest period that AWS's own metrics have. */
const onceInAMinute = { threshold: 1, periodSeconds: 60 };

const deadLetters = ({ queue }: AlarmsProps): AlarmDefinition => ({
  id: "dead-letters",
  meaning:
    "Messages used up their deliveries and wait in the dead-letter queue. Fix the cause, then redrive.",
  section: "dead-letters",
  // NumberOfMessagesSent would not count what the redrive policy moves.
  metric: queueMetric(queue.deadLetters, "ApproximateNumberOfMessagesVisible"),
  statistic: "Maximum",
  ...onceInAMinute,
  // SQS may stop reporting on a queue that nobody touched for six hours, with messages still in it:
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-monitoring-using-cloudwatch.html
  missingData: "ignore",
});

const oldestMessage = ({ queue, oldestMessageSeconds }: AlarmsProps): AlarmDefinition => ({
  id: "oldest-message",
  meaning:
    "Accepted messages wait too long for their first delivery: process-message is stopped or too slow, or one company has sent more than it can take.",
  section: "oldest-message",
  // Leaves out what was received three times already: a single message that always fails is dead-lettered instead.
  metric: queueMetric(queue.queue, "ApproximateAgeOfOldestMessage"),
  statistic: "Maximum",
  threshold: oldestMessageSeconds,
  // The age is a duration itself: it need not last on top. Lambda polls the queue all the time, so it stays awake; it
  // has no oldest message when it is empty.
  periodSeconds: 60,
});

const quietGroups = ({ queue, quietGroupsSeconds }: AlarmsProps): AlarmDefinition => ({
  id: "quiet-groups",
  meaning:
    "Messages of companies that caused no backlog wait too long: nobody is served in time, not only one company that floods the queue.",
  section: "quiet-groups",
  // Without a noisy group all are quiet: then it fires before oldest-message does.
  metric: queueMetric(queue.queue, "ApproximateAgeOfOldestMessageInQuietGroups"),
  statistic: "Maximum",
  threshold: quietGroupsSeconds,
  periodSeconds: 60,
});

const errorLogs = ({ errorLines }: LogMetrics): AlarmDefinition => ({
  id: "error-logs",
  meaning: "A function logged at ERROR, timed out or crashed: an operator may need to act.",
  section: "error-logs",
  metric: errorLines,
  statistic: "Sum",
  ...onceInAMinute,
});

const functionErrors = (each: NodeFunction, { failuresOf }: LogMetrics): AlarmDefinition => ({
  id: `${each.node.id}-errors`,
  meaning: `Invocations of ${each.node.id} have been failing for minutes.`,
  section: "function-errors",
  metric: failuresOf(each),
  statistic: "Sum",
  threshold: 1,
  periodSeconds: 60,
  // A batch of one that fails is a failed invocation, and its retry comes within two minutes: what a retry fixes
  // reaches two of these minutes, what goes on reaches three. The first of them has fired error-logs already.
  datapoints: { needed: 3, of: 5 },
});

const functionThrottles = (each: NodeFunction): AlarmDefinition => ({
  id: `${each.node.id}-throttles`,
  meaning: `Lambda throttles ${each.node.id}: the account's concurrency is used up.`,
  section: "throttles",
  metric: functionMetric(each, "Throttles"),
  statistic: "Sum",
  // The pollers and the stage keep below the limits, so there is no right number of these.
  ...onceInAMinute,
});

const postponedMessages = ({ postponed }: LogMetrics): AlarmDefinition => ({
  id: "postponed-messages",
  meaning: "Messages are being postponed, none is lost: S3 or DynamoDB is down, or throttles what we write.",
  section: "postponed-messages",
  metric: postponed,
  statistic: "Sum",
  // As many different messages as the function takes for evidence of an outage. A few throttled writes need nobody.
  threshold: 5,
  periodSeconds: 300,
});

const rejectedMessages = ({ rejected }: LogMetrics, { rejectedMessages }: AlarmsProps): AlarmDefinition => ({
  id: "rejected-messages",
  meaning:
    "Many messages are rejected: a sender changed what it sends, or a deployment changed what is accepted.",
  section: "rejected-messages",
  metric: rejected,
  statistic: "Sum",
  threshold: rejectedMessages,
  // A sender's mistake is recorded for it to read; people are told when it is more than now and then.
  periodSeconds: 300,
});

const apiFaults = (stage: AlarmsProps): AlarmDefinition => ({
  id: "api-5xx",
  meaning: "At least 1 % of requests got a 5xx: senders have to retry.",
  section: "api-5xx",
  metric: apiMetric(stage, "5XXError"),
  // The share of the requests: one among thousands is within what AWS promises.
  statistic: "Average",
  threshold: 0.01,
  // Long enough to weigh a minute's burst against what surrounds it.
  periodSeconds: 300,
});

/** Tells people when it fires and when it is over, and where to read what to do. */
const makeAlarm = (
  scope: Construct,
  { context, topic, runbook }: AlarmsProps,
  { id, meaning, section, metric, statistic, threshold, ...definition }: AlarmDefinition,
): CloudwatchMetricAlarm => {
  const { needed, of } = definition.datapoints ?? { needed: 1, of: 1 };
  return new CloudwatchMetricAlarm(scope, id, {
    alarmName: `${context.prefix}-${id}`,
    alarmDescription: `${meaning} ${runbook}#${section}`,
    alarmActions: [topic.arn],
    okActions: [topic.arn],
    namespace: metric.namespace,
    metricName: metric.name,
    dimensions: metric.dimensions,
    statistic,
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold,
    period: definition.periodSeconds,
    evaluationPeriods: of,
    datapointsToAlarm: needed,
    treatMissingData: definition.missingData ?? "notBreaching",
  });
};

export class Alarms extends Construct {
  readonly logMetrics: LogMetrics;
  readonly arns: readonly string[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.logMetrics = new LogMetrics(this, "log-metrics", props);
    const definitions = [
      deadLetters(props),
      oldestMessage(props),
      quietGroups(props),
      errorLogs(this.logMetrics),
      postponedMessages(this.logMetrics),
      ...props.functions.map((each) => functionErrors(each, this.logMetrics)),
      ...props.functions.map(functionThrottles),
      rejectedMessages(this.logMetrics, props),
      apiFaults(props),
    ];
    this.arns = definitions.map((definition) => makeAlarm(this, props, definition).arn);
  }
}
