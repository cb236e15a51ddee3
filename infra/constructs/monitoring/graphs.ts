// What the dashboard draws: a message's path, latency, errors, and the stores.
import type { Alarms } from "./alarms.ts";
import {
  apiMetric,
  bucketObjects,
  bucketSize,
  functionMetric,
  queueMetric,
  tableMetric,
  tableRequestMetric,
  type Metric,
} from "./metrics.ts";
import type { GraphProps, Line } from "./widgets.ts";
import type { NodeFunction } from "../compute/node-function.ts";
import type { WorkQueue } from "../messaging/work-queue.ts";
import type { MessageArchive } from "../storage/message-archive.ts";
import { companyIndex, rejectedIndex } from "../storage/table-indexes.ts";
import type { MessageTable } from "../storage/message-table.ts";

export type GraphedSystem = {
  readonly alarms: Alarms;
  readonly queue: WorkQueue;
  readonly functions: readonly NodeFunction[];
  readonly apiName: string;
  readonly stageName: string;
  readonly table: MessageTable;
  readonly archive: MessageArchive;
};

export type Graph = Omit<GraphProps, "region">;

const line = (stat: string, metric: Metric, label: string, axis?: "right"): Line => ({
  metric,
  label,
  stat,
  ...(axis === undefined ? {} : { axis }),
});

/** Drawn by the minute, on one axis. */
const graph = (title: string, unit: string, lines: readonly Line[]): Graph => ({
  title,
  units: [unit],
  lines,
});

/** A graph for each step of a message. */
export const pipelineGraphs = (props: GraphedSystem): readonly Graph[] => {
  const { queue, deadLetters } = props.queue;
  const { requests, processed, duplicates, rejected, failed, postponed, postponedAgain } =
    props.alarms.logMetrics;
  return [
    graph("1 · Accepted", "per minute", [
      // A postponed message is sent once more.
      line("Sum", queueMetric(queue, "NumberOfMessagesSent"), "messages queued, postponed ones again"),
      line("Sum", requests, "requests, without strangers'"),
    ]),
    {
      title: "2 · Queued: depth and age",
      units: ["messages", "seconds"],
      lines: [
        line("Maximum", queueMetric(queue, "ApproximateNumberOfMessagesVisible"), "visible"),
        line("Maximum", queueMetric(queue, "ApproximateNumberOfMessagesNotVisible"), "in flight"),
        line("Maximum", queueMetric(queue, "ApproximateNumberOfMessagesDelayed"), "postponed"),
        line(
          "Maximum",
          queueMetric(queue, "ApproximateAgeOfOldestMessage"),
          "age of the oldest message",
          "right",
        ),
        line("Maximum", queueMetric(queue, "ApproximateNumberOfNoisyGroups"), "noisy companies"),
        line(
          "Maximum",
          queueMetric(queue, "ApproximateNumberOfMessagesVisibleInQuietGroups"),
          "visible, other companies'",
        ),
        line(
          "Maximum",
          queueMetric(queue, "ApproximateAgeOfOldestMessageInQuietGroups"),
          "age of the oldest, other companies'",
          "right",
        ),
      ],
    },
    graph("3 · Processed", "per minute", [
      line("Sum", processed, "processed"),
      line("Sum", duplicates, "duplicates"),
    ]),
    graph("4 · Rejected", "per minute", [line("Sum", rejected, "rejected")]),
    graph("5 · Retried", "per minute", [
      line("Sum", failed, "failed deliveries"),
      line("Sum", postponed, "postponed by an outage or throttling"),
      line("Sum", postponedAgain, "of these, at least twice before"),
    ]),
    {
      title: "6 · Dead-lettered: number and age",
      units: ["messages", "seconds"],
      lines: [
        line(
          "Maximum",
          queueMetric(deadLetters, "ApproximateNumberOfMessagesVisible"),
          "dead-lettered messages",
        ),
        line(
          "Maximum",
          queueMetric(deadLetters, "ApproximateAgeOfOldestMessage"),
          "age of the oldest",
          "right",
        ),
      ],
    },
  ];
};

export const latencyGraphs = (props: GraphedSystem): readonly Graph[] => [
  graph("API: latency", "milliseconds", [
    line("p50", apiMetric(props, "Latency"), "p50"),
    line("p99", apiMetric(props, "Latency"), "p99"),
    line("p99", apiMetric(props, "IntegrationLatency"), "p99 of the integration"),
  ]),
  graph(
    "Functions: duration, p99",
    "milliseconds",
    props.functions.map((each) => line("p99", functionMetric(each, "Duration"), each.node.id)),
  ),
];

export const errorGraphs = (props: GraphedSystem): readonly Graph[] => [
  graph("API: errors", "per minute", [
    line("Sum", props.alarms.logMetrics.faults, "5xx"),
    line("Sum", props.alarms.logMetrics.refused, "refused: 400, 401, 403, 415"),
    line("Sum", props.alarms.logMetrics.throttled, "throttled: 429"),
  ]),
  graph(
    "Functions: errors and throttles",
    "per minute",
    props.functions.flatMap((each) => [
      line("Sum", props.alarms.logMetrics.failuresOf(each), `${each.node.id} errors`),
      line("Sum", functionMetric(each, "Throttles"), `${each.node.id} throttles`),
    ]),
  ),
  graph("Log lines at ERROR", "per minute", [
    line("Sum", props.alarms.logMetrics.errorLines, "what no retry mends"),
  ]),
];

const secondsPerDay = 86_400;

const operations = ["PutItem", "GetItem", "Query"] as const;

export const storeGraphs = ({ table: { table }, archive: { bucket } }: GraphedSystem): readonly Graph[] => [
  graph(
    "Table: latency, p99",
    "milliseconds",
    operations.map((operation) =>
      line("p99", tableRequestMetric(table, operation, "SuccessfulRequestLatency"), operation),
    ),
  ),
  graph("Table: throttles and system errors", "per minute", [
    line("Sum", tableMetric(table, "WriteThrottleEvents"), "writes"),
    line("Sum", tableMetric(table, "WriteThrottleEvents", companyIndex), "index writes"),
    line("Sum", tableMetric(table, "WriteThrottleEvents", rejectedIndex), "rejected index writes"),
    line("Sum", tableMetric(table, "ReadThrottleEvents"), "reads"),
    line("Sum", tableMetric(table, "ReadThrottleEvents", companyIndex), "index reads"),
    line("Sum", tableMetric(table, "ReadThrottleEvents", rejectedIndex), "rejected index reads"),
    ...operations.map((operation) =>
      line("Sum", tableRequestMetric(table, operation, "SystemErrors"), `${operation} system errors`),
    ),
  ]),
  graph("Table: consumed capacity", "units per minute", [
    line("Sum", tableMetric(table, "ConsumedWriteCapacityUnits"), "writes"),
    line("Sum", tableMetric(table, "ConsumedWriteCapacityUnits", companyIndex), "index writes"),
    line("Sum", tableMetric(table, "ConsumedWriteCapacityUnits", rejectedIndex), "rejected index writes"),
    line("Sum", tableMetric(table, "ConsumedReadCapacityUnits"), "reads"),
    line("Sum", tableMetric(table, "ConsumedReadCapacityUnits", companyIndex), "index reads"),
    line("Sum", tableMetric(table, "ConsumedReadCapacityUnits", rejectedIndex), "rejected index reads"),
  ]),
  {
    // Its request metrics would cost as much as 16 metrics of our own, and the failed deliveries name their code.
    title: "Archive: size and objects, daily",
    units: ["bytes", "objects"],
    periodSeconds: secondsPerDay,
    start: "-P14D",
    lines: [
      line("Average", bucketSize(bucket, "StandardStorage"), "Standard"),
      line("Average", bucketSize(bucket, "StandardIAStorage"), "Standard-IA"),
      line("Average", bucketSize(bucket, "GlacierInstantRetrievalStorage"), "Glacier Instant Retrieval"),
      line("Average", bucketObjects(bucket), "objects, all versions", "right"),
    ],
  },
];
