// What the dashboard draws: a message's path, latency, errors, and the stores.
import type { Alarms } from "./alarms.ts";
import {
  apiMetric,
  bucketObjects,
  bucketSize,
  functionMetric,
  indexMetric,
  queueMetric,
  tableMetric,
  tableRequestMetric,
} from "./metrics.ts";
import type { GraphProps } from "./widgets.ts";
import type { NodeFunction } from "../compute/node-function.ts";
import type { WorkQueue } from "../messaging/work-queue.ts";
import type { MessageArchive } from "../storage/message-archive.ts";
import { companyIndex, type MessageTable } from "../storage/message-table.ts";

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

/** A graph for each step of a message. */
export const pipelineGraphs = (props: GraphedSystem): readonly Graph[] => {
  const { queue, deadLetters } = props.queue;
  const { processed, duplicates, rejected, failed } = props.alarms.logMetrics;
  return [
    {
      title: "1 · Accepted",
      units: ["per minute"],
      lines: [
        { metric: queueMetric(queue, "NumberOfMessagesSent"), label: "messages accepted", stat: "Sum" },
        // Gateways count a request as a sample, whatever came of it.
        { metric: apiMetric(props, "Count"), label: "all requests", stat: "SampleCount" },
      ],
    },
    {
      title: "2 · Queued: depth and age",
      units: ["messages", "seconds"],
      lines: [
        {
          metric: queueMetric(queue, "ApproximateNumberOfMessagesVisible"),
          label: "visible",
          stat: "Maximum",
        },
        {
          metric: queueMetric(queue, "ApproximateNumberOfMessagesNotVisible"),
          label: "in flight",
          stat: "Maximum",
        },
        {
          metric: queueMetric(queue, "ApproximateAgeOfOldestMessage"),
          label: "age of the oldest message",
          stat: "Maximum",
          axis: "right",
        },
      ],
    },
    {
      title: "3 · Processed",
      units: ["per minute"],
      lines: [
        { metric: processed, label: "processed", stat: "Sum" },
        { metric: duplicates, label: "duplicates", stat: "Sum" },
      ],
    },
    {
      title: "4 · Rejected",
      units: ["per minute"],
      lines: [{ metric: rejected, label: "rejected", stat: "Sum" }],
    },
    {
      title: "5 · Retried",
      units: ["per minute"],
      lines: [{ metric: failed, label: "failed deliveries", stat: "Sum" }],
    },
    {
      title: "6 · Dead-lettered",
      units: ["messages"],
      lines: [
        {
          metric: queueMetric(deadLetters, "ApproximateNumberOfMessagesVisible"),
          label: "dead-lettered messages",
          stat: "Maximum",
        },
      ],
    },
  ];
};

export const latencyGraphs = (props: GraphedSystem): readonly Graph[] => [
  {
    title: "API: latency",
    units: ["milliseconds"],
    lines: [
      { metric: apiMetric(props, "Latency"), label: "p50", stat: "p50" },
      { metric: apiMetric(props, "Latency"), label: "p99", stat: "p99" },
      {
        metric: apiMetric(props, "IntegrationLatency"),
        label: "p99 of the integration",
        stat: "p99",
      },
    ],
  },
  {
    title: "Functions: duration, p99",
    units: ["milliseconds"],
    lines: props.functions.map((each) => ({
      metric: functionMetric(each, "Duration"),
      label: each.node.id,
      stat: "p99",
    })),
  },
];

export const errorGraphs = (props: GraphedSystem): readonly Graph[] => [
  {
    title: "API: errors",
    units: ["per minute"],
    lines: [
      { metric: apiMetric(props, "4XXError"), label: "4xx", stat: "Sum" },
      { metric: apiMetric(props, "5XXError"), label: "5xx", stat: "Sum" },
    ],
  },
  {
    title: "Functions: errors and throttles",
    units: ["per minute"],
    lines: props.functions.flatMap((each) => [
      { metric: functionMetric(each, "Errors"), label: `${each.node.id} errors`, stat: "Sum" },
      { metric: functionMetric(each, "Throttles"), label: `${each.node.id} throttles`, stat: "Sum" },
    ]),
  },
  {
    title: "Log lines at ERROR",
    units: ["per minute"],
    lines: [
      {
        metric: props.alarms.logMetrics.errorLines,
        label: "ERROR, FATAL, timed out or crashed",
        stat: "Sum",
      },
    ],
  },
];

const secondsPerDay = 86_400;

const operations = ["PutItem", "GetItem", "Query"] as const;

export const storeGraphs = ({ table: { table }, archive: { bucket } }: GraphedSystem): readonly Graph[] => [
  {
    title: "Table: latency, p99",
    units: ["milliseconds"],
    lines: operations.map((operation) => ({
      metric: tableRequestMetric(table, operation, "SuccessfulRequestLatency"),
      label: operation,
      stat: "p99",
    })),
  },
  {
    title: "Table: throttles and system errors",
    units: ["per minute"],
    lines: [
      { metric: tableMetric(table, "WriteThrottleEvents"), label: "writes", stat: "Sum" },
      {
        metric: indexMetric(table, companyIndex, "WriteThrottleEvents"),
        label: "index writes",
        stat: "Sum",
      },
      { metric: tableMetric(table, "ReadThrottleEvents"), label: "reads", stat: "Sum" },
      {
        metric: indexMetric(table, companyIndex, "ReadThrottleEvents"),
        label: "index reads",
        stat: "Sum",
      },
      ...operations.map((operation) => ({
        metric: tableRequestMetric(table, operation, "SystemErrors"),
        label: `${operation} system errors`,
        stat: "Sum",
      })),
    ],
  },
  {
    title: "Table: consumed capacity",
    units: ["units per minute"],
    lines: [
      { metric: tableMetric(table, "ConsumedWriteCapacityUnits"), label: "writes", stat: "Sum" },
      {
        metric: indexMetric(table, companyIndex, "ConsumedWriteCapacityUnits"),
        label: "index writes",
        stat: "Sum",
      },
      { metric: tableMetric(table, "ConsumedReadCapacityUnits"), label: "reads", stat: "Sum" },
      {
        metric: indexMetric(table, companyIndex, "ConsumedReadCapacityUnits"),
        label: "index reads",
        stat: "Sum",
      },
    ],
  },
  {
    // Its request metrics would cost as much as 16 metrics of our own, and the failed deliveries name their code.
    title: "Archive: size and objects, daily",
    units: ["bytes", "objects"],
    periodSeconds: secondsPerDay,
    start: "-P14D",
    lines: [
      { metric: bucketSize(bucket, "StandardStorage"), label: "Standard", stat: "Average" },
      { metric: bucketSize(bucket, "StandardIAStorage"), label: "Standard-IA", stat: "Average" },
      {
        metric: bucketSize(bucket, "GlacierInstantRetrievalStorage"),
        label: "Glacier Instant Retrieval",
        stat: "Average",
      },
      { metric: bucketObjects(bucket), label: "objects, all versions", stat: "Average", axis: "right" },
    ],
  },
];
