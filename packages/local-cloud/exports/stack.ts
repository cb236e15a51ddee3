// Entry point "./stack": reads a synthesised stack with every reference resolved and every resource decoded.
export type { Account } from "../core/account.ts";
export { ApiGatewayRestApi } from "../resources/api-gateway.ts";
export { CloudwatchLogGroup } from "../resources/cloudwatch.ts";
export { DynamodbTable } from "../resources/dynamodb.ts";
export { KmsKey } from "../resources/kms.ts";
export { LambdaFunction } from "../resources/lambda.ts";
export { resourceTypes } from "../resources/resource-types.ts";
export { S3Bucket } from "../resources/s3.ts";
export { SnsTopic } from "../resources/sns.ts";
export { SqsQueue } from "../resources/sqs.ts";
export { loadStack } from "../stack/load-stack.ts";
export type { Resource, Stack } from "../stack/resource-type.ts";
