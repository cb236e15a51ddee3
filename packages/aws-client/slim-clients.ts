// The clients that the deployed functions call AWS with: the SDK's models and protocols in a client of our own.
// `sdk-clients.ts` has the same over the SDK's own clients.
import * as dynamoDb from "@aws-sdk/client-dynamodb";
import * as s3 from "@aws-sdk/client-s3";
import * as sqs from "@aws-sdk/client-sqs";
import { AwsJson1_0Protocol } from "@aws-sdk/core/protocols";
import { DynamoDBJsonCodec2 } from "@aws-sdk/dynamodb-codec";
import { S3RestXmlProtocol } from "@aws-sdk/middleware-sdk-s3/s3";
import type { HttpResponse } from "@smithy/types";
import type { IncomingMessage } from "node:http";
import type { Agent } from "node:https";
import type { ClientLimits } from "./client-config.ts";
import { toBucketEndpoint, toQueueEndpoint, toServiceEndpoint, type Environment } from "./endpoint.ts";
import { makeClient } from "./make-client.ts";
import type { DynamoDb, S3, Sqs } from "./operations.ts";
import { verifyBodyHash } from "./verify-body-hash.ts";
import { collect } from "./transport.ts";

/** S3 may answer 200 and only then fail: the body is an error then. */
const unmaskError = async (response: HttpResponse): Promise<void> => {
  const body = await collect(response.body as IncomingMessage);
  response.body = body;
  const isError = Buffer.from(body.subarray(-16)).toString().endsWith("</Error>");
  if (isError && response.statusCode < 300) response.statusCode = 503;
};

export const makeS3 = (limits: ClientLimits, env: Environment, agent?: Agent): S3 => {
  const { call, destroy } = makeClient<{ readonly Bucket?: string | undefined }>(
    {
      name: "s3",
      protocol: new S3RestXmlProtocol({
        defaultNamespace: "com.amazonaws.s3",
        errorTypeRegistries: s3.errorTypeRegistries,
        xmlNamespace: "http://s3.amazonaws.com/doc/2006-03-01/",
      }),
      toEndpoint: ({ Bucket = "" }) => toBucketEndpoint(Bucket, limits.region, env),
      escapesPath: false,
      prepare: unmaskError,
    },
    { limits, env, agent },
  );
  return { putObject: call(s3.PutObject$), headObject: call(s3.HeadObject$), destroy };
};

export const makeDynamoDb = (limits: ClientLimits, env: Environment, agent?: Agent): DynamoDb => {
  const endpoint = toServiceEndpoint("dynamodb", limits.region, env);
  const { call, destroy } = makeClient(
    {
      name: "dynamodb",
      protocol: new AwsJson1_0Protocol({
        defaultNamespace: "com.amazonaws.dynamodb",
        errorTypeRegistries: dynamoDb.errorTypeRegistries,
        serviceTarget: "DynamoDB_20120810",
        jsonCodec: new DynamoDBJsonCodec2(),
      }),
      toEndpoint: () => endpoint,
      escapesPath: true,
    },
    { limits, env, agent },
  );
  return {
    putItem: call(dynamoDb.PutItem$),
    getItem: call(dynamoDb.GetItem$),
    query: call(dynamoDb.Query$),
    destroy,
  };
};

export const makeSqs = (limits: ClientLimits, env: Environment, agent?: Agent): Sqs => {
  const { call, destroy } = makeClient<{ readonly QueueUrl: string | undefined }>(
    {
      name: "sqs",
      protocol: new AwsJson1_0Protocol({
        defaultNamespace: "com.amazonaws.sqs",
        errorTypeRegistries: sqs.errorTypeRegistries,
        serviceTarget: "AmazonSQS",
        awsQueryCompatible: true,
      }),
      toEndpoint: ({ QueueUrl = "" }) => toQueueEndpoint(QueueUrl, limits.region, env),
      escapesPath: true,
    },
    { limits, env, agent },
  );
  return {
    sendMessage: verifyBodyHash(call(sqs.SendMessage$)),
    changeMessageVisibility: call(sqs.ChangeMessageVisibility$),
    deleteMessage: call(sqs.DeleteMessage$),
    destroy,
  };
};
