// Reads what `ops status` shows: queues, alarms, rates.
import {
  GetMetricDataCommand,
  paginateDescribeAlarms,
  type MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import { readFirstExpiry } from "../dead-letters/first-expiry.ts";
import { readDepth } from "../queue-depth.ts";
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

export const readStatus = async (target: Target, at: Date): Promise<Status> => {
  const [queue, deadLetters, metrics, alarms] = await Promise.all([
    readDepth(target, target.queueUrl),
    readDepth(target, target.deadLetterQueueUrl),
    readMetrics(target, at),
    readAlarms(target),
  ]);
  const [eventSource, expiry] = await Promise.all([
    findEventSource(target, queue.arn),
    readFirstExpiry(target, deadLetters, metrics.deadAge, at.getTime()),
  ]);
  const { visible, inFlight, delayed } = queue;
  const isEmpty = visible + inFlight + delayed === 0;
  const age = metrics.age === undefined ? null : Math.floor(metrics.age / target.speed);
  return {
    stack: target.stack,
    at: at.toISOString(),
    queue: { visible, in_flight: inFlight, delayed, oldest_seconds: isEmpty ? 0 : age },
    dead_letters: {
      count: deadLetters.visible + deadLetters.inFlight,
      first_expires_at: expiry === undefined ? null : new Date(expiry).toISOString(),
    },
    event_source: eventSource?.State ?? "none: process-message is not fed from the queue",
    rates: { seconds: rateSeconds, ...metrics.rates },
    alarms,
  };
};
