// Every operation that the functions ask of AWS, each with an input that has all they use, and an answer.
import type { WireAnswer } from "./fake-aws.ts";
import type { Use } from "./side-by-side.ts";

const toQueueUrl = (endpoint: string): string => `${endpoint}/000000000000/work`;
const body = '{"a":1e400,\r\n\t"b":"ü 😀 &+%26"}';
const checksum = "ODUyNjMwNTQyMzg2MjY2MzU0NTc2OTc4OTcxMjM0NTY=";

const json = (value: object): WireAnswer => ({
  status: 200,
  headers: {
    "content-type": "application/x-amz-json-1.0",
    "x-amzn-requestid": "REQUEST-1",
    "x-amz-crc32": "1",
  },
  body: JSON.stringify(value),
});

type OperationInUse = { readonly use: Use; readonly answer: WireAnswer };

const item = {
  message_id: { S: "1" },
  expires_at: { N: "1709251201" },
  nested: { M: { list: { L: [{ S: "ü😀" }, { NULL: true }, { BOOL: false }, { SS: ["a"] }] } } },
};

export const operationsInUse: Readonly<Record<string, OperationInUse>> = {
  PutObject: {
    use: async ({ s3 }) =>
      s3().putObject({
        Bucket: "the-bucket",
        Key: "rejected/a company's (1)/ü*!+~ .json",
        Body: body,
        ContentType: "application/json",
        IfNoneMatch: "*",
        ChecksumAlgorithm: "SHA256",
        ChecksumSHA256: checksum,
        Metadata: { received_at: "2023-12-10T22:02:39.123Z", sha256: "ab", "with-blanks": " a  b\tc " },
      }),
    answer: {
      status: 200,
      headers: { etag: '"x"', "x-amz-checksum-sha256": checksum, "x-amz-request-id": "R", "x-amz-id-2": "E" },
    },
  },
  HeadObject: {
    use: async ({ s3 }) =>
      s3().headObject({ Bucket: "the-bucket", Key: "a/b.json", ChecksumMode: "ENABLED" }),
    answer: {
      status: 200,
      headers: {
        etag: '"x"',
        "content-type": "application/json",
        "last-modified": "Sun, 10 Dec 2023 22:02:39 GMT",
        "x-amz-checksum-sha256": checksum,
        "x-amz-meta-received_at": "2023-12-10T22:02:39.123Z",
        "x-amz-meta-a": "b, c",
      },
    },
  },
  PutItem: {
    use: async ({ dynamoDb }) =>
      dynamoDb().putItem({
        TableName: "the-table",
        Item: item,
        ConditionExpression: "attribute_not_exists(message_id) OR #status = :rejected",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":rejected": { S: "Rejected" } },
        ReturnConsumedCapacity: "TOTAL",
      }),
    answer: json({ ConsumedCapacity: { TableName: "the-table", CapacityUnits: 1.5 } }),
  },
  GetItem: {
    use: async ({ dynamoDb }) =>
      dynamoDb().getItem({ TableName: "the-table", Key: { message_id: { S: "ü" } }, ConsistentRead: true }),
    answer: json({ Item: item, ConsumedCapacity: { TableName: "the-table" } }),
  },
  Query: {
    use: async ({ dynamoDb }) =>
      dynamoDb().query({
        TableName: "the-table",
        IndexName: "the-index",
        KeyConditionExpression: "company_id = :company_id",
        FilterExpression: "#status = :status",
        ExpressionAttributeNames: { "#status": "status" },
        ExpressionAttributeValues: { ":company_id": { S: "1" }, ":status": { S: "Processed" } },
        ScanIndexForward: false,
        ExclusiveStartKey: undefined,
        Limit: 51,
      }),
    answer: json({ Items: [item, item], Count: 2, ScannedCount: 3, LastEvaluatedKey: { a: { S: "1" } } }),
  },
  SendMessage: {
    use: async ({ sqs }, endpoint) =>
      sqs().sendMessage({
        QueueUrl: toQueueUrl(endpoint),
        MessageBody: body,
        DelaySeconds: 90,
        MessageAttributes: {
          received_at: { DataType: "Number", StringValue: "1702245758000" },
          seal: { DataType: "Binary", BinaryValue: Buffer.from([0, 1, 255]) },
        },
        MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: "Root=1-2" } },
        MessageGroupId: "company-1",
      }),
    // printf '{"a":1e400,\r\n\t"b":"ü 😀 &+%%26"}' | md5sum
    answer: json({ MessageId: "1", MD5OfMessageBody: "30d5db4d2718527bbe1024b2e4f84801" }),
  },
  ChangeMessageVisibility: {
    use: async ({ sqs }, endpoint) =>
      sqs().changeMessageVisibility({
        QueueUrl: toQueueUrl(endpoint),
        ReceiptHandle: "receipt/1+=",
        VisibilityTimeout: 42,
      }),
    answer: json({}),
  },
  DeleteMessage: {
    use: async ({ sqs }, endpoint) =>
      sqs().deleteMessage({ QueueUrl: toQueueUrl(endpoint), ReceiptHandle: "receipt/1+=" }),
    answer: json({}),
  },
};
