// What an operator's command works on: one stack, by the names of its parts and a client for each service.
import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import type { DynamoDB } from "@aws-sdk/client-dynamodb";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { S3 } from "@aws-sdk/client-s3";
import type { SQSClient } from "@aws-sdk/client-sqs";

export type Clients = {
  readonly cloudwatch: CloudWatchClient;
  readonly dynamodb: DynamoDB;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly s3: S3;
  readonly sqs: SQSClient;
};

export type Target = {
  /** `message-handler-prod`: what begins the names of all its parts. */
  readonly stack: string;
  /** And where it is: each local one has the same name. `message-handler-prod in account 123456789012, eu-central-1` */
  readonly fullName: string;
  /** It runs on this machine. */
  readonly isLocal: boolean;
  /** How much faster than a clock the ages in its metrics count; 1 on AWS. */
  readonly speed: number;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
  readonly bucket: string;
  readonly table: string;
  readonly clients: Clients;
};
