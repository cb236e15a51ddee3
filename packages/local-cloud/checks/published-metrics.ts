// The metrics that AWS's services publish at no charge and without being asked for: what a dashboard can show and an
// alarm can watch. Sources: each service's page on its CloudWatch metrics.

type Published = {
  readonly namespace: string;
  /** The sets of dimensions under which the metrics are reported. */
  readonly dimensions: readonly (readonly string[])[];
  /** Those that the local cloud reports, too. */
  readonly measured: readonly string[];
  readonly unmeasured: readonly string[];
};

const tableThroughput = [
  "ConsumedReadCapacityUnits",
  "ConsumedWriteCapacityUnits",
  "ReadThrottleEvents",
  "ReturnedItemCount",
  "WriteThrottleEvents",
];

export const publishedMetrics: readonly Published[] = [
  {
    namespace: "AWS/SQS",
    dimensions: [["QueueName"]],
    measured: [
      "ApproximateAgeOfOldestMessage",
      "ApproximateAgeOfOldestMessageInQuietGroups",
      "ApproximateNumberOfMessagesDelayed",
      "ApproximateNumberOfMessagesDelayedInQuietGroups",
      "ApproximateNumberOfMessagesNotVisible",
      "ApproximateNumberOfMessagesNotVisibleInQuietGroups",
      "ApproximateNumberOfMessagesVisible",
      "ApproximateNumberOfMessagesVisibleInQuietGroups",
      "ApproximateNumberOfNoisyGroups",
    ],
    unmeasured: [
      "NumberOfEmptyReceives",
      "NumberOfMessagesDeleted",
      "NumberOfMessagesReceived",
      "NumberOfMessagesSent",
      "SentMessageSize",
    ],
  },
  {
    namespace: "AWS/Lambda",
    dimensions: [["FunctionName"]],
    measured: ["ConcurrentExecutions", "Duration", "Errors", "Invocations", "Throttles"],
    unmeasured: ["AsyncEventsDropped", "AsyncEventsReceived", "DeadLetterErrors"],
  },
  {
    namespace: "AWS/ApiGateway",
    dimensions: [["ApiName"], ["ApiName", "Stage"]],
    measured: ["4XXError", "5XXError", "Count", "IntegrationLatency", "Latency"],
    unmeasured: ["CacheHitCount", "CacheMissCount"],
  },
  {
    namespace: "AWS/DynamoDB",
    dimensions: [["TableName"], ["GlobalSecondaryIndexName", "TableName"]],
    measured: [],
    unmeasured: tableThroughput,
  },
  {
    namespace: "AWS/DynamoDB",
    dimensions: [["Operation", "TableName"]],
    measured: [],
    unmeasured: ["ReturnedItemCount", "SuccessfulRequestLatency", "SystemErrors", "ThrottledRequests"],
  },
  {
    namespace: "AWS/S3",
    dimensions: [["BucketName", "StorageType"]],
    measured: [],
    unmeasured: ["BucketSizeBytes", "NumberOfObjects"],
  },
];

/** Whether the sets hold one of exactly these names, in any order. */
export const hasDimensions = (sets: readonly (readonly string[])[], names: readonly string[]): boolean =>
  sets.some((set) => set.length === names.length && set.every((name) => names.includes(name)));

/** Whether one of AWS's services reports the metric under exactly these dimensions. */
export const isPublishedMetric = (namespace: string, name: string, dimensions: readonly string[]): boolean =>
  publishedMetrics.some(
    (each) =>
      each.namespace === namespace &&
      [...each.measured, ...each.unmeasured].includes(name) &&
      hasDimensions(each.dimensions, dimensions),
  );
