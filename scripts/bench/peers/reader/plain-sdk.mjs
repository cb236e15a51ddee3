// By hand, over the SDK: one message by its id, or a page of a company's newest.
import { DynamoDBClient, GetItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";

const dynamoDb = new DynamoDBClient({});
const pageSize = 25;

const toRecord = (item) => Object.fromEntries(Object.entries(item).map(([name, { S }]) => [name, S]));

const toAnswer = (statusCode, body) => ({
  statusCode,
  headers: { "content-type": "application/json", "cache-control": "no-store" },
  body: JSON.stringify(body),
});

const getMessage = async (message_id) => {
  const { Item } = await dynamoDb.send(
    new GetItemCommand({
      TableName: process.env.MESSAGES_TABLE,
      Key: { message_id: { S: message_id } },
      ConsistentRead: true,
      ReturnConsumedCapacity: "TOTAL",
    }),
  );
  if (Item === undefined) return toAnswer(404, { title: "There is no such message." });
  const { message, ...record } = toRecord(Item);
  return toAnswer(200, { ...record, message: JSON.parse(message) });
};

const listMessages = async (company_id) => {
  const { Items, LastEvaluatedKey } = await dynamoDb.send(
    new QueryCommand({
      TableName: process.env.MESSAGES_TABLE,
      IndexName: process.env.MESSAGES_INDEX,
      KeyConditionExpression: "company_id = :company_id",
      ExpressionAttributeValues: { ":company_id": { S: company_id } },
      ScanIndexForward: false,
      Limit: pageSize + 1,
    }),
  );
  const next = LastEvaluatedKey === undefined ? null : JSON.stringify(LastEvaluatedKey);
  return toAnswer(200, { items: Items.slice(0, pageSize).map(toRecord), next });
};

export const handler = async ({ pathParameters, multiValueQueryStringParameters }) =>
  pathParameters?.message_id === undefined
    ? listMessages(multiValueQueryStringParameters.company_id[0])
    : getMessage(pathParameters.message_id);
