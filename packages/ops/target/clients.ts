// A client for each AWS service that operators' commands call.
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import { noteFailedCalls } from "./aws-errors.ts";
import type { Clients } from "./target.ts";

type Keys = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

export type ClientSettings = {
  /** Undefined: the services' own, or `AWS_ENDPOINT_URL`, by the SDK. */
  readonly endpoint?: string;
  readonly region?: string;
  /** Undefined: the SDK's ordinary chain. */
  readonly credentials?: Keys;
  /** These three, undefined: as the SDK finds them in the environment and in `~/.aws`. */
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
  readonly defaultsMode?: "standard";
};

/**
 * Milliseconds. The SDK itself would wait for ever: so a command fails within two minutes where a service hangs, and says
 * which. A search of logs takes some seconds.
 */
export const patience = { connectionTimeout: 5000, requestTimeout: 20_000, throwOnRequestTimeout: true };

export const makeClients = (settings: ClientSettings, requestHandler = patience): Clients => {
  const config = { maxAttempts: 5, requestHandler, ...settings };
  const clients: Clients = {
    cloudwatch: new CloudWatchClient(config),
    dynamodb: new DynamoDB(config),
    lambda: new LambdaClient(config),
    logs: new CloudWatchLogsClient(config),
    s3: new S3({
      ...config,
      // Whoever reads a text compares its own hash.
      responseChecksumValidation: "WHEN_REQUIRED",
      // The loopback has no name for each bucket.
      ...(settings.endpoint === undefined ? {} : { forcePathStyle: true }),
    }),
    sqs: new SQSClient(config),
  };
  // Nobody reads what it logs, and it copies all that is sent and answered.
  clients.dynamodb.middlewareStack.remove("loggerMiddleware");
  clients.s3.middlewareStack.remove("loggerMiddleware");
  const options = { step: "initialize" } as const;
  clients.cloudwatch.middlewareStack.add(noteFailedCalls, options);
  clients.dynamodb.middlewareStack.add(noteFailedCalls, options);
  clients.lambda.middlewareStack.add(noteFailedCalls, options);
  clients.logs.middlewareStack.add(noteFailedCalls, options);
  clients.s3.middlewareStack.add(noteFailedCalls, options);
  clients.sqs.middlewareStack.add(noteFailedCalls, options);
  return clients;
};

export const destroyClients = (clients: Clients): void => {
  for (const client of Object.values(clients)) client.destroy();
};
