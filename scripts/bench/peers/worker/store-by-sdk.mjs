// The two requests over the SDK's own clients, with their defaults.
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { toPutItem, toPutObject } from "./requests.mjs";

const s3 = new S3Client({});
const dynamoDb = new DynamoDBClient({});

export const store = async (body, metadata, receivedAt) => {
  const object = toPutObject(body, metadata, receivedAt);
  await s3.send(new PutObjectCommand(object));
  await dynamoDb.send(new PutItemCommand(toPutItem(body, metadata, receivedAt, object.Metadata.sha256)));
};
