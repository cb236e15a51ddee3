// A client for each AWS service that operators' commands call.
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { S3 } from "@aws-sdk/client-s3";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { MetadataBearer, Pluggable } from "@smithy/types";
import { noteFailedCalls } from "./aws-errors.ts";
import { confirmAnswers } from "./confirm-answers.ts";
import { patience, toPatientConfig, watchSilence, type Patience } from "./patience.ts";
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

/** What each call of a client has around it. */
export const guardCalls = <Input extends object, Output extends MetadataBearer>(
  patient: Patience,
): Pluggable<Input, Output> => ({
  applyToStack: (stack) => {
    stack.add(noteFailedCalls, { step: "initialize" });
    stack.add(watchSilence(patient), { step: "initialize" });
    stack.add(confirmAnswers, { step: "deserialize", priority: "high" });
  },
});

export const makeClients = (settings: ClientSettings, patient = patience): Clients => {
  const toConfig = () => ({ ...toPatientConfig(patient), ...settings });
  const clients: Clients = {
    cloudwatch: new CloudWatchClient(toConfig()),
    dynamodb: new DynamoDB(toConfig()),
    lambda: new LambdaClient(toConfig()),
    logs: new CloudWatchLogsClient(toConfig()),
    s3: new S3({
      ...toConfig(),
      // Whoever reads a text compares its own hash.
      responseChecksumValidation: "WHEN_REQUIRED",
      // The loopback has no name for each bucket.
      ...(settings.endpoint === undefined ? {} : { forcePathStyle: true }),
    }),
    sqs: new SQSClient(toConfig()),
  };
  // Nobody reads what it logs, and it copies all that is sent and answered.
  clients.dynamodb.middlewareStack.remove("loggerMiddleware");
  clients.s3.middlewareStack.remove("loggerMiddleware");
  clients.cloudwatch.middlewareStack.use(guardCalls(patient));
  clients.dynamodb.middlewareStack.use(guardCalls(patient));
  clients.lambda.middlewareStack.use(guardCalls(patient));
  clients.logs.middlewareStack.use(guardCalls(patient));
  clients.s3.middlewareStack.use(guardCalls(patient));
  clients.sqs.middlewareStack.use(guardCalls(patient));
  return clients;
};

export const destroyClients = (clients: Clients): void => {
  for (const client of Object.values(clients)) client.destroy();
};
