// Refuses an answer that is none of the service's: the SDK takes whatever comes with HTTP 200 for a success, and an empty
// page of a proxy for an empty queue, table or archive.
import type { DeserializeHandler, HandlerExecutionContext, MetadataBearer } from "@smithy/types";

/** By the operation: what each of its answers has, however little there is to tell. */
const alwaysThere: Readonly<Record<string, readonly string[]>> = {
  BatchGetItem: ["Responses", "UnprocessedKeys"],
  BatchWriteItem: ["UnprocessedItems"],
  // Asked for by each of these calls: an answer of DynamoDB may be empty otherwise.
  DeleteItem: ["ConsumedCapacity"],
  GetItem: ["ConsumedCapacity"],
  PutItem: ["ConsumedCapacity"],
  Query: ["Count"],
  Scan: ["Count"],
  GetObject: ["ETag"],
  HeadObject: ["ETag"],
  ListObjectVersions: ["Name", "IsTruncated"],
  ListObjectsV2: ["Name", "IsTruncated"],
  GetQueueAttributes: ["Attributes"],
  SendMessage: ["MessageId"],
  StartMessageMoveTask: ["TaskHandle"],
  GetEventSourceMapping: ["UUID"],
  GetFunctionConfiguration: ["FunctionName"],
  ListEventSourceMappings: ["EventSourceMappings"],
  UpdateEventSourceMapping: ["UUID"],
  FilterLogEvents: ["events"],
  DescribeAlarms: ["MetricAlarms"],
  GetMetricData: ["MetricDataResults"],
  SimulatePrincipalPolicy: ["EvaluationResults"],
  DescribeKey: ["KeyMetadata"],
  GetKeyPolicy: ["Policy"],
  ListSubscriptionsByTopic: ["Subscriptions"],
};

/** Where the next page of a listing begins. */
const places = ["NextContinuationToken", "NextKeyMarker", "Marker"];

/** Every answer of AWS has the id of its request. */
const isConfirmed = (operation: string, output: MetadataBearer): boolean => {
  const members = new Map<string, unknown>(Object.entries(output));
  const has = (name: string): boolean => members.get(name) !== undefined;
  return (
    output.$metadata.requestId !== undefined &&
    (alwaysThere[operation] ?? []).every(has) &&
    (members.get("IsTruncated") !== true || places.some(has))
  );
};

/** A middleware that rejects such an answer. */
export const confirmAnswers =
  <Input extends object, Output extends MetadataBearer>(
    next: DeserializeHandler<Input, Output>,
    { clientName = "", commandName = "" }: HandlerExecutionContext,
  ): DeserializeHandler<Input, Output> =>
  async (args) => {
    const result = await next(args);
    const { output } = result;
    if (output !== undefined && isConfirmed(commandName.replace(/Command$/, ""), output)) return result;
    throw new Error(
      `the answer (HTTP ${output?.$metadata.httpStatusCode}) is not what ${clientName.replace(/Client$/, "")} sends, so nothing is concluded from it: does a proxy answer in its place?`,
    );
  };
