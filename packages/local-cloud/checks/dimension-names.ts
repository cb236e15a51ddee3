// What the stack has of the things that a dimension of a service's metric names.
import { ApiGatewayRestApi, ApiGatewayStage } from "../resources/api-gateway.ts";
import { DynamodbTable } from "../resources/dynamodb.ts";
import { LambdaFunction } from "../resources/lambda.ts";
import { S3Bucket } from "../resources/s3.ts";
import { SnsTopic } from "../resources/sns.ts";
import { SqsQueue } from "../resources/sqs.ts";
import type { Stack } from "../stack/resource-type.ts";
import { CloudwatchLogGroup } from "../resources/cloudwatch.ts";

type Names = (stack: Stack) => readonly (string | undefined)[];

const names: Readonly<Record<string, Names>> = {
  QueueName: (stack) => stack.of(SqsQueue).map(({ config }) => config.name),
  FunctionName: (stack) => stack.of(LambdaFunction).map(({ config }) => config.function_name),
  TableName: (stack) => stack.of(DynamodbTable).map(({ config }) => config.name),
  BucketName: (stack) => stack.of(S3Bucket).map(({ attributes }) => String(attributes["bucket"])),
  TopicName: (stack) => stack.of(SnsTopic).map(({ config }) => config.name),
  LogGroupName: (stack) => stack.of(CloudwatchLogGroup).map(({ config }) => config.name),
  ApiName: (stack) => stack.of(ApiGatewayRestApi).map(({ config }) => config.name),
  Stage: (stack) => stack.of(ApiGatewayStage).map(({ config }) => config.stage_name),
};

/** Undefined for dimensions that name none of them. */
export const namesOf = (stack: Stack, dimension: string): readonly (string | undefined)[] | undefined =>
  Object.hasOwn(names, dimension) ? names[dimension]?.(stack) : undefined;
