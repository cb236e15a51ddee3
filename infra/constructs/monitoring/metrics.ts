// The metrics of CloudWatch that alarms and the dashboard name: those that AWS publishes about the parts of a stack, at
// no charge and with these dimensions only.
import type { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table/index.js";
import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import type { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue/index.js";
import type { NodeFunction } from "../compute/node-function.ts";

export type Metric = {
  readonly namespace: string;
  readonly name: string;
  /** In the order in which AWS documents them. */
  readonly dimensions: Readonly<Record<string, string>>;
};

export type ApiStage = { readonly apiName: string; readonly stageName: string };

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html */
export const apiMetric = (
  { apiName, stageName }: ApiStage,
  name: "IntegrationLatency" | "Latency",
): Metric => ({
  namespace: "AWS/ApiGateway",
  name,
  dimensions: { ApiName: apiName, Stage: stageName },
});

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export const queueMetric = (
  queue: SqsQueue,
  name:
    | "ApproximateAgeOfOldestMessage"
    | "ApproximateAgeOfOldestMessageInQuietGroups"
    | "ApproximateNumberOfMessagesDelayed"
    | "ApproximateNumberOfMessagesNotVisible"
    | "ApproximateNumberOfMessagesVisible"
    | "ApproximateNumberOfMessagesVisibleInQuietGroups"
    | "ApproximateNumberOfNoisyGroups"
    | "NumberOfMessagesSent",
): Metric => ({ namespace: "AWS/SQS", name, dimensions: { QueueName: queue.name } });

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export const functionMetric = (
  { function: { functionName } }: NodeFunction,
  name: "Duration" | "Errors" | "Invocations" | "Throttles",
): Metric => ({ namespace: "AWS/Lambda", name, dimensions: { FunctionName: functionName } });

type TableFlow =
  "ConsumedReadCapacityUnits" | "ConsumedWriteCapacityUnits" | "ReadThrottleEvents" | "WriteThrottleEvents";

/** Without its indexes, or of one: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html */
export const tableMetric = (table: DynamodbTable, name: TableFlow, index?: string): Metric => ({
  namespace: "AWS/DynamoDB",
  name,
  dimensions: {
    TableName: table.name,
    ...(index === undefined ? {} : { GlobalSecondaryIndexName: index }),
  },
});

export const tableRequestMetric = (
  table: DynamodbTable,
  operation: "GetItem" | "PutItem" | "Query",
  name: "SuccessfulRequestLatency" | "SystemErrors",
): Metric => ({
  namespace: "AWS/DynamoDB",
  name,
  dimensions: { TableName: table.name, Operation: operation },
});

/** Once a day: https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html */
export const bucketSize = (
  bucket: S3Bucket,
  storageType: "GlacierInstantRetrievalStorage" | "StandardIAStorage" | "StandardStorage",
): Metric => ({
  namespace: "AWS/S3",
  name: "BucketSizeBytes",
  dimensions: { BucketName: bucket.id, StorageType: storageType },
});

/** Once a day, all versions together. */
export const bucketObjects = (bucket: S3Bucket): Metric => ({
  namespace: "AWS/S3",
  name: "NumberOfObjects",
  dimensions: { BucketName: bucket.id, StorageType: "AllStorageTypes" },
});
