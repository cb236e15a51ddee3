// Reads what `ops status` shows: queues, alarms, rates.
import {
  GetMetricDataCommand,
  paginateDescribeAlarms,
  type MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import { makeAttempt } from "../attempt.ts";
import { readFirstExpiry } from "../dead-letters/first-expiry.ts";
import { OperatorError } from "../operator-error.ts";
import { readDepth, type QueueDepth } from "../queue-depth.ts";
import { findEventSource } from "../target/event-source.ts";
import type { Target } from "../target/target.ts";
import type { AlarmState, Rates, Status } from "./status-text.ts";

/** The metrics that the stack counts its log lines in. */
const counted: Readonly<Record<keyof Rates, string>> = {
  requests: "Requests",
  processed: "MessagesProcessed",
  duplicates: "DuplicateDeliveries",
  rejected: "MessagesRejected",
  failed: "FailedDeliveries",
  postponed: "PostponedDeliveries",
};

const rateSeconds = 300;

const toAgeQuery = (Id: string, queueUrl: string): MetricDataQuery => ({
  Id,
  MetricStat: {
    Metric: {
      Namespace: "AWS/SQS",
      MetricName: "ApproximateAgeOfOldestMessage",
      Dimensions: [{ Name: "QueueName", Value: queueUrl.slice(queueUrl.lastIndexOf("/") + 1) }],
    },
    Period: 60,
    Stat: "Maximum",
  },
});

type Metrics = {
  readonly rates: Rates;
  readonly age: number | undefined;
  readonly deadAge: number | undefined;
};

const readMetrics = async (
  { stack, clients, queueUrl, deadLetterQueueUrl }: Target,
  at: Date,
): Promise<Metrics> => {
  const { MetricDataResults = [] } = await clients.cloudwatch.send(
    new GetMetricDataCommand({
      StartTime: new Date(at.getTime() - rateSeconds * 1000),
      // Of the minute that has begun, too.
      EndTime: new Date(at.getTime() + 60_000),
      MetricDataQueries: [
        ...Object.entries(counted).map(([Id, MetricName]) => ({
          Id,
          MetricStat: { Metric: { Namespace: stack, MetricName }, Period: 60, Stat: "Sum" },
        })),
        toAgeQuery("age", queueUrl),
        toAgeQuery("deadAge", deadLetterQueueUrl),
      ],
    }),
  );
  const valuesOf = (id: string): readonly number[] =>
    MetricDataResults.find(({ Id }) => Id === id)?.Values ?? [];
  const sumOf = (id: keyof Rates): number => valuesOf(id).reduce((sum, value) => sum + value, 0);
  return {
    rates: {
      requests: sumOf("requests"),
      processed: sumOf("processed"),
      duplicates: sumOf("duplicates"),
      rejected: sumOf("rejected"),
      failed: sumOf("failed"),
      postponed: sumOf("postponed"),
    },
    // The newest come first.
    age: valuesOf("age")[0],
    deadAge: valuesOf("deadAge")[0],
  };
};

const readAlarms = async ({ stack, clients }: Target): Promise<readonly AlarmState[]> => {
  const alarms: AlarmState[] = [];
  const pages = paginateDescribeAlarms({ client: clients.cloudwatch }, { AlarmNamePrefix: `${stack}-` });
  for await (const { MetricAlarms = [] } of pages)
    for (const {
      AlarmName = "",
      StateValue = "",
      StateTransitionedTimestamp,
      AlarmDescription = "",
    } of MetricAlarms)
      alarms.push({
        name: AlarmName,
        state: StateValue,
        since: StateTransitionedTimestamp?.toISOString(),
        description: AlarmDescription,
      });
  return alarms;
};

const readEventSource = async (target: Target, queueArn: string): Promise<string> =>
  (await findEventSource(target, queueArn))?.State ?? "none: process-message is not fed from the queue";

/** @param age of the oldest message, in seconds of a clock that may be faster */
const toQueue = (
  { visible, inFlight, delayed }: QueueDepth,
  age: number | undefined,
  speed: number,
): Status["queue"] => {
  const oldest = age === undefined ? null : Math.floor(age / speed);
  const isEmpty = visible + inFlight + delayed === 0;
  return { visible, in_flight: inFlight, delayed, oldest_seconds: isEmpty ? 0 : oldest };
};

/** What cannot be read is noted, and the rest is told. */
export const readStatus = async (target: Target, at: Date): Promise<Status> => {
  const notes = new Set<string>();
  const attempt = makeAttempt(notes);
  const [queue, deadLetters, metrics, alarms] = await Promise.all([
    attempt("the queue", async () => readDepth(target, target.queueUrl)),
    attempt("the dead-letter queue", async () => readDepth(target, target.deadLetterQueueUrl)),
    attempt("metrics", async () => readMetrics(target, at)),
    attempt("alarms", async () => readAlarms(target)),
  ]);
  if ([queue, deadLetters, metrics, alarms].every((part) => part === undefined))
    throw new OperatorError([...notes].join("; "));
  const [eventSource, expiry] = await Promise.all([
    queue && attempt("the event source", async () => readEventSource(target, queue.arn)),
    deadLetters &&
      attempt("when the first dead letter expires", async () =>
        readFirstExpiry(target, deadLetters, metrics?.deadAge, at.getTime()),
      ),
  ]);
  return {
    stack: target.stack,
    at: at.toISOString(),
    queue: queue === undefined ? null : toQueue(queue, metrics?.age, target.speed),
    dead_letters:
      deadLetters === undefined
        ? null
        : {
            count: deadLetters.visible + deadLetters.inFlight,
            first_expires_at: expiry === undefined ? null : new Date(expiry).toISOString(),
          },
    event_source: eventSource ?? "not read",
    rates: metrics === undefined ? null : { seconds: rateSeconds, ...metrics.rates },
    alarms: alarms ?? null,
    not_read: [...notes],
  };
};
