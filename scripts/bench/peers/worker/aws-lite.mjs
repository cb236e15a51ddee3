// By hand, over aws-lite and its two plugins.
import awsLite from "@aws-lite/client";
import dynamoDb from "@aws-lite/dynamodb";
import s3 from "@aws-lite/s3";
import { handleBatch } from "./handle-batch.mjs";
import { parseMessage } from "./parse-message.mjs";
import { toPutItem, toPutObject } from "./requests.mjs";

let connecting;

/** It marshalls by itself. */
const toValues = (attributes) =>
  Object.fromEntries(Object.entries(attributes).map(([name, { S }]) => [name, S]));

const store = async (body, metadata, receivedAt) => {
  const aws = await (connecting ??= awsLite({ plugins: [dynamoDb, s3] }));
  const object = toPutObject(body, metadata, receivedAt);
  await aws.S3.PutObject(object);
  const item = toPutItem(body, metadata, receivedAt, object.Metadata.sha256);
  await aws.DynamoDB.PutItem({
    ...item,
    Item: toValues(item.Item),
    ExpressionAttributeValues: toValues(item.ExpressionAttributeValues),
  });
};

export const handler = async (event) => handleBatch(event, parseMessage, store);
