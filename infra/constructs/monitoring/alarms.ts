// What people are told about: the whole set as a table, each with the reason for its figures.
import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group/index.js";
import { Construct } from "constructs";
import type { Severity } from "../../config/alarm-targets.ts";
import type { StackConfig } from "../../config/stack-config.ts";
import { makeAlarm, type AlarmDefinition, type AlarmTargets } from "./make-alarm.ts";
import { functionMetric, queueMetric } from "./metrics.ts";
import { LogMetrics } from "./log-metrics.ts";
import type { NodeFunction } from "../compute/node-function.ts";
import type { WorkQueue } from "../messaging/work-queue.ts";

export type AlarmsProps = StackConfig["alarms"] &
  AlarmTargets & {
    readonly queue: WorkQueue;
    readonly maxReceiveCount: number;
    /** Between two deliveries of a message, at most. */
    readonly longestPauseSeconds: number;
    readonly functions: readonly NodeFunction[];
    /** The one of them that takes messages from the queue. */
    readonly messageProcessor: NodeFunction;
    /** The one that authorizes callers, where tokens are asked for. */
    readonly authorizer: NodeFunction | undefined;
    readonly accessLog: CloudwatchLogGroup;
  };

/** Once is enough. One minute is the shortest period that AWS's own metrics have. */
const onceInAMinute = { threshold: 1, periodSeconds: 60 };

const deadLetters = ({ queue }: AlarmsProps): AlarmDefinition => ({
  id: "dead-letters",
  severity: "ticket",
  meaning:
    "Messages used up their deliveries and wait in the dead-letter queue: ops diagnose and ops dlq list say why. Once it is mended, ops dlq redrive sends them back.",
  section: "dead-letters",
  // NumberOfMessagesSent would not count what the redrive policy moves.
  metrics: { visible: queueMetric(queue.deadLetters, "ApproximateNumberOfMessagesVisible") },
  statistic: "Maximum",
  ...onceInAMinute,
  // SQS may stop reporting on a queue that nobody touched for six hours, with messages still in it. The alarm then has
  // no data instead of a state, and fires anew with the next message, which deadLettersGrowth could compare with nothing:
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-monitoring-using-cloudwatch.html
  missingData: "missing",
  isEndSilent: true,
});

const deadLettersGrowth = ({ queue }: AlarmsProps): AlarmDefinition => {
  // SQS reports those that somebody looks at, and who looks hides them, only while there are any.
  const letters = "visible + FILL(hidden, 0)";
  return {
    id: "dead-letters-growth",
    severity: "ticket",
    meaning:
      "More messages were dead-lettered while others wait: the cause goes on, or there is another. Why: ops diagnose, ops dlq list.",
    section: "dead-letters",
    metrics: {
      visible: queueMetric(queue.deadLetters, "ApproximateNumberOfMessagesVisible"),
      hidden: queueMetric(queue.deadLetters, "ApproximateNumberOfMessagesNotVisible"),
    },
    // The first ones are for the alarm above. Minute after minute with more of them is one alarm: it has not ended.
    expression: `IF(${letters} > DIFF(${letters}), DIFF(${letters}), 0)`,
    statistic: "Maximum",
    ...onceInAMinute,
    isEndSilent: true,
  };
};

const oldDeadLetters = (days: number, severity: Severity, { queue }: AlarmsProps): AlarmDefinition => ({
  id: `dead-letters-${days}-days`,
  severity,
  meaning: `A message was dead-lettered ${days} days ago, and SQS deletes it 14 days after its first arrival. Before that: ops diagnose, then ops dlq redrive.`,
  section: "dead-letters",
  metrics: { age: queueMetric(queue.deadLetters, "ApproximateAgeOfOldestMessage") },
  statistic: "Maximum",
  threshold: days * 86_400,
  periodSeconds: 60,
  missingData: "ignore",
  isEndSilent: true,
});

const oldestMessage = ({ queue, oldestMessageSeconds }: AlarmsProps): AlarmDefinition => ({
  id: "oldest-message",
  severity: "page",
  meaning:
    "Accepted messages wait too long for their first delivery: process-message is stopped or too slow, or one company has sent more than it can take. Which it is: ops diagnose, ops status.",
  section: "oldest-message",
  // Leaves out what was received three times already: a single message that always fails is dead-lettered instead.
  metrics: { age: queueMetric(queue.queue, "ApproximateAgeOfOldestMessage") },
  statistic: "Maximum",
  threshold: oldestMessageSeconds,
  // The age is a duration itself: it need not last on top.
  periodSeconds: 60,
  // SQS may say nothing of a queue that nobody polls, with messages in it: they go on waiting. The first message after a
  // backlog is young, and ends the alarm if the empty queue has not.
  missingData: "ignore",
});

const quietGroups = ({ queue, quietGroupsSeconds }: AlarmsProps): AlarmDefinition => ({
  id: "quiet-groups",
  severity: "page",
  meaning:
    "Messages of companies that caused no backlog wait too long: nobody is served in time, not only one company that floods the queue. Why: ops diagnose, ops status.",
  section: "quiet-groups",
  // Without a noisy group all are quiet: then it fires before oldest-message does.
  metrics: { age: queueMetric(queue.queue, "ApproximateAgeOfOldestMessageInQuietGroups") },
  statistic: "Maximum",
  threshold: quietGroupsSeconds,
  periodSeconds: 60,
  missingData: "ignore",
});

const errorLogs = ({ errorLines }: LogMetrics): AlarmDefinition => ({
  id: "error-logs",
  severity: "page",
  meaning:
    "A function failed in a way that no retry mends: an operator has to act. Why, and what to do: ops diagnose.",
  section: "error-logs",
  metrics: { errorLines },
  statistic: "Sum",
  ...onceInAMinute,
});

/** Of a function that answers requests: nobody retries these but the callers. */
const functionErrors = (each: NodeFunction, { failuresOf }: LogMetrics): AlarmDefinition => ({
  id: `${each.node.id}-errors`,
  severity: "page",
  meaning: `Invocations of ${each.node.id} have been failing for minutes. Why, and what to do: ops diagnose.`,
  section: "function-errors",
  metrics: { failures: failuresOf(each) },
  statistic: "Sum",
  threshold: 1,
  periodSeconds: 60,
  datapoints: { needed: 3, of: 5 },
});

/** Seconds that an alarm may look at: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const longestWindow = (periodSeconds: number): number => (periodSeconds < 3600 ? 86_400 : 7 * 86_400);

/**
 * Each period is longer than any pause before a retry, and there is one more than a message has deliveries. So a message
 * that fails in the first of them and is mended by a retry ends in an invocation that succeeds before the last one
 * begins: however it failed, however rare messages are, and whether periods slide or are aligned.
 */
const processorErrors = (props: AlarmsProps): AlarmDefinition => {
  const { messageProcessor, maxReceiveCount, longestPauseSeconds } = props;
  const periodSeconds = (Math.floor(longestPauseSeconds / 60) + 1) * 60;
  const periods = Math.min(maxReceiveCount + 1, Math.floor(longestWindow(periodSeconds) / periodSeconds));
  return {
    id: `${messageProcessor.node.id}-errors`,
    severity: "page",
    meaning: `All invocations of ${messageProcessor.node.id} have been failing for minutes: they throw, time out or crash, and no retry mends it. Why, and what to do: ops diagnose.`,
    section: "function-errors",
    metrics: {
      errors: functionMetric(messageProcessor, "Errors"),
      invocations: functionMetric(messageProcessor, "Invocations"),
    },
    expression: "IF(invocations > errors, 0, errors)",
    statistic: "Sum",
    threshold: 1,
    periodSeconds,
    datapoints: { needed: periods, of: periods },
    // Without a message there is no invocation, and nothing says that the next one will succeed.
    missingData: "ignore",
  };
};

const functionThrottles = (each: NodeFunction): AlarmDefinition => ({
  id: `${each.node.id}-throttles`,
  // Requests that fail by it are for api-5xx.
  severity: "ticket",
  meaning: `Lambda throttles ${each.node.id}: the account's concurrency is used up. Whether it goes on: ops diagnose.`,
  section: "throttles",
  metrics: { throttles: functionMetric(each, "Throttles") },
  statistic: "Sum",
  // The stage keeps below the limits, so there is no right number of these.
  ...onceInAMinute,
});

const postponedMessages = ({ postponedAgain }: LogMetrics): AlarmDefinition => ({
  id: "postponed-messages",
  // Nothing is lost for a day, and most outages end by themselves. One that does not is in error-logs.
  severity: "ticket",
  meaning:
    "Messages are postponed again and again, none is lost: S3 or DynamoDB is down, or throttles what we write. Which, and how many wait: ops diagnose, ops status.",
  section: "postponed-messages",
  metrics: { postponedAgain },
  statistic: "Sum",
  // As many different messages as the function takes for evidence of an outage. What their first copies mend needs nobody.
  threshold: 5,
  // The longest pause of a copy: an outage that goes on does not end the alarm.
  periodSeconds: 900,
});

const rejectedMessages = ({ rejected }: LogMetrics, { rejectedMessages }: AlarmsProps): AlarmDefinition => ({
  id: "rejected-messages",
  severity: "ticket",
  meaning:
    "Many messages are rejected: a sender changed what it sends, or a deployment changed what is accepted. Which company, and why: ops diagnose.",
  section: "rejected-messages",
  metrics: { rejected },
  statistic: "Sum",
  threshold: rejectedMessages,
  // A sender's mistake is recorded for it to read; people are told when it is more than now and then.
  periodSeconds: 300,
});

const apiFaults = ({ faults, requests }: LogMetrics): AlarmDefinition => ({
  id: "api-5xx",
  severity: "page",
  meaning:
    "At least five requests, and 1 % of all, got a 5xx: senders have to retry. Why, and what to do: ops diagnose.",
  section: "api-5xx",
  metrics: { faults, requests },
  // One among thousands is within what AWS promises, and one among few is no more than that.
  expression: "IF(faults >= 5, faults / requests, 0)",
  statistic: "Sum",
  threshold: 0.01,
  // Long enough for five where senders are few.
  periodSeconds: 900,
});

const throttledCallers = ({ throttled }: LogMetrics, { refusedRequests }: AlarmsProps): AlarmDefinition => ({
  id: "throttled-callers",
  // Who is told to wait may send again, and nothing is broken.
  severity: "ticket",
  meaning: "Callers get a 429: together they send more than a route lets in. Which route: ops diagnose.",
  section: "throttled-callers",
  metrics: { throttled },
  statistic: "Sum",
  threshold: refusedRequests,
  periodSeconds: 300,
});

const refusedCallers = (
  { refused, requests }: LogMetrics,
  { refusedRequests }: AlarmsProps,
): AlarmDefinition => ({
  id: "refused-callers",
  // Anybody can cause it: a flood of made-up tokens is more than half of the requests.
  severity: "ticket",
  meaning:
    "At least half of the requests are refused for who calls or what is sent: an issuer, a sender or a deployment of ours changed something for many. Which it is: ops diagnose.",
  section: "refused-callers",
  metrics: { refused, requests },
  // A share alone would tell of the one stranger who called at night.
  expression: `IF(refused >= ${refusedRequests}, refused / requests, 0)`,
  statistic: "Sum",
  threshold: 0.5,
  periodSeconds: 300,
});

export class Alarms extends Construct {
  readonly logMetrics: LogMetrics;
  readonly arns: readonly string[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.logMetrics = new LogMetrics(this, "log-metrics", props);
    const answering = props.functions.filter((each) => each !== props.messageProcessor);
    const definitions = [
      deadLetters(props),
      deadLettersGrowth(props),
      oldDeadLetters(7, "ticket", props),
      oldDeadLetters(12, "page", props),
      oldestMessage(props),
      quietGroups(props),
      errorLogs(this.logMetrics),
      postponedMessages(this.logMetrics),
      processorErrors(props),
      ...answering.map((each) => functionErrors(each, this.logMetrics)),
      // A throttled batch is delivered again: what that does not mend waits or is dead-lettered, and is told as such.
      ...answering.map(functionThrottles),
      rejectedMessages(this.logMetrics, props),
      apiFaults(this.logMetrics),
      throttledCallers(this.logMetrics, props),
      refusedCallers(this.logMetrics, props),
    ];
    this.arns = definitions.map((definition) => makeAlarm(this, props, definition).arn);
  }
}
