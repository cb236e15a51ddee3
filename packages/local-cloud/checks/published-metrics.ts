// The metrics that AWS's services publish, as far as they are free and on without being asked for. Dashboards may show
// them all; alarms may watch those that the local cloud measures too (known-metrics.ts).
import type { Family } from "./known-metrics.ts";

type Metrics = { readonly names: readonly string[]; readonly dimensions: readonly (readonly string[])[] };

/** Sources: each service's page on its CloudWatch metrics. */
const published: Readonly<Record<string, readonly Metrics[]>> = {
  "AWS/SQS": [
    {
      names: [
        "ApproximateAgeOfOldestMessage",
        "ApproximateNumberOfMessagesDelayed",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesVisible",
        "NumberOfEmptyReceives",
        "NumberOfMessagesDeleted",
        "NumberOfMessagesReceived",
        "NumberOfMessagesSent",
        "SentMessageSize",
      ],
      dimensions: [["QueueName"]],
    },
  ],
  "AWS/Lambda": [
    {
      names: ["Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions", "AsyncEventsDropped"],
      dimensions: [["FunctionName"], ["FunctionName", "Resource"], []],
    },
    {
      // With metrics_config on the event source mapping.
      names: [
        "PolledEventCount",
        "FilteredOutEventCount",
        "InvokedEventCount",
        "FailedInvokeEventCount",
        "DeletedEventCount",
      ],
      dimensions: [["EventSourceMappingUUID"]],
    },
  ],
  "AWS/ApiGateway": [
    {
      names: ["Count", "4XXError", "5XXError", "Latency", "IntegrationLatency"],
      dimensions: [["ApiName"], ["ApiName", "Stage"], ["ApiName", "Method", "Resource", "Stage"]],
    },
  ],
  "AWS/DynamoDB": [
    {
      names: [
        "ConsumedReadCapacityUnits",
        "ConsumedWriteCapacityUnits",
        "ReadThrottleEvents",
        "WriteThrottleEvents",
      ],
      dimensions: [["TableName"], ["GlobalSecondaryIndexName", "TableName"]],
    },
    {
      names: ["SuccessfulRequestLatency", "SystemErrors", "ThrottledRequests", "ReturnedItemCount"],
      dimensions: [["Operation", "TableName"]],
    },
    { names: ["ConditionalCheckFailedRequests"], dimensions: [["TableName"]] },
  ],
  "AWS/S3": [{ names: ["BucketSizeBytes", "NumberOfObjects"], dimensions: [["BucketName", "StorageType"]] }],
  "AWS/SNS": [
    {
      names: ["NumberOfMessagesPublished", "NumberOfNotificationsDelivered", "NumberOfNotificationsFailed"],
      dimensions: [["TopicName"]],
    },
  ],
  "AWS/Logs": [{ names: ["IncomingBytes", "IncomingLogEvents"], dimensions: [["LogGroupName"]] }],
};

/** Undefined for a namespace that is not AWS's or not known here. */
export const publishedFamily = (namespace: string, name: string): Family | undefined => {
  const groups = Object.hasOwn(published, namespace) ? published[namespace] : undefined;
  if (groups === undefined) return undefined;
  return {
    names: groups.flatMap(({ names }) => names),
    dimensions: groups.filter(({ names }) => names.includes(name)).flatMap(({ dimensions }) => dimensions),
  };
};
