// The table and the archive.
import { bucketObjects, bucketSize, indexMetric, tableMetric, tableRequestMetric } from "./aws-metrics.ts";
import type { Graph, GraphedSystem } from "./graphed-system.ts";
import { companyIndex } from "../storage/message-table.ts";

const secondsPerDay = 86_400;

const operations = ["PutItem", "GetItem", "Query"] as const;

export const storeGraphs = ({ table: { table }, archive: { bucket } }: GraphedSystem): readonly Graph[] => [
  {
    title: "Table: time per request",
    units: ["milliseconds"],
    lines: operations.map((operation) => ({
      metric: tableRequestMetric(table, operation, "SuccessfulRequestLatency"),
      label: operation,
      stat: "p99",
    })),
  },
  {
    title: "Table: throttled, and DynamoDB's own errors",
    units: ["per minute"],
    lines: [
      { metric: tableMetric(table, "WriteThrottleEvents"), label: "writes", stat: "Sum" },
      {
        metric: indexMetric(table, companyIndex, "WriteThrottleEvents"),
        label: "writes to the index",
        stat: "Sum",
      },
      { metric: tableMetric(table, "ReadThrottleEvents"), label: "reads", stat: "Sum" },
      {
        metric: indexMetric(table, companyIndex, "ReadThrottleEvents"),
        label: "reads of the index",
        stat: "Sum",
      },
      ...operations.map((operation) => ({
        metric: tableRequestMetric(table, operation, "SystemErrors"),
        label: `errors of ${operation}`,
        stat: "Sum",
      })),
    ],
  },
  {
    title: "Table: capacity used",
    units: ["units per minute"],
    lines: [
      { metric: tableMetric(table, "ConsumedWriteCapacityUnits"), label: "writes", stat: "Sum" },
      {
        metric: indexMetric(table, companyIndex, "ConsumedWriteCapacityUnits"),
        label: "writes to the index",
        stat: "Sum",
      },
      { metric: tableMetric(table, "ConsumedReadCapacityUnits"), label: "reads", stat: "Sum" },
      {
        metric: indexMetric(table, companyIndex, "ConsumedReadCapacityUnits"),
        label: "reads of the index",
        stat: "Sum",
      },
    ],
  },
  {
    // Its request metrics would cost as much as 16 metrics of our own, and the failed deliveries name their code.
    title: "Archive: size and objects, once a day",
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
      { metric: bucketObjects(bucket), label: "objects, old versions too", stat: "Average", axis: "right" },
    ],
  },
];
