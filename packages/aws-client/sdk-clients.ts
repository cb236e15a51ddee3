// The same clients as in `slim-clients.ts`, over the SDK's own: what those are measured and compared with. The condition
// `untrimmed-sdk` of this package's exports puts them in the others' place.
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { S3 as S3Client } from "@aws-sdk/client-s3";
import { SQS } from "@aws-sdk/client-sqs";
import type { Agent } from "node:https";
import { toSdkConfig, type ClientLimits } from "./client-config.ts";
import { configuredEndpoint, type Environment } from "./endpoint.ts";
import { readCredentials } from "./sign-request.ts";
import type { DynamoDb, S3, Sqs } from "./operations.ts";

const toConfig = (service: string, limits: ClientLimits, env: Environment, agent?: Agent) => {
  const endpoint = configuredEndpoint(service, env)?.href;
  const config = toSdkConfig(limits);
  return {
    ...config,
    requestHandler: {
      ...config.requestHandler,
      ...(agent === undefined ? {} : { httpAgent: agent, httpsAgent: agent }),
    },
    credentials: async () => readCredentials(env),
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    ...(endpoint === undefined ? {} : { endpoint }),
  };
};

export const makeS3 = (limits: ClientLimits, env: Environment, agent?: Agent): S3 =>
  new S3Client(toConfig("s3", limits, env, agent));

export const makeDynamoDb = (limits: ClientLimits, env: Environment, agent?: Agent): DynamoDb =>
  new DynamoDB(toConfig("dynamodb", limits, env, agent));

export const makeSqs = (limits: ClientLimits, env: Environment, agent?: Agent): Sqs =>
  new SQS(toConfig("sqs", limits, env, agent));
