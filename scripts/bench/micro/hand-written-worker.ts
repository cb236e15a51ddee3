// The same contract in one loop, as somebody would write it who wants it fast and short: hash, parse, check, archive, record, and one line
// of log. It does not tell failures apart, looks for no repeated members and has no time-out.
import { createHash } from "node:crypto";
import type { Handler } from "./product-worker.ts";
import type { Stores } from "./stub-stores.ts";

type Attribute = { readonly stringValue: string };
type SqsRecord = {
  readonly messageId: string;
  readonly body: string;
  readonly messageAttributes: Readonly<Record<string, Attribute>>;
};
type Message = {
  readonly metadata: {
    readonly message_id: string;
    readonly company_id: string;
    readonly message_time: string;
  };
  readonly data: unknown;
};

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;
const dateTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/i;
const daysToKeep = 30;

const processRecord = async (client: Stores, record: SqsRecord): Promise<void> => {
  const { body, messageAttributes } = record;
  const { metadata, data } = JSON.parse(body) as Message;
  const { message_id, company_id, message_time } = metadata;
  if (!uuid.test(message_id) || !uuid.test(company_id) || typeof data !== "object" || data === null)
    throw new Error("The message is not valid.");
  if (!dateTime.test(message_time) || Number.isNaN(Date.parse(message_time)))
    throw new Error("The message's time is not valid.");
  const digest = createHash("sha256").update(body).digest();
  const [sha256, checksum] = [digest.toString("hex"), digest.toString("base64")];
  const now = Date.now();
  const processed_at = new Date(now).toISOString();
  const received_at = new Date(Number(messageAttributes["received_at"]?.stringValue)).toISOString();
  const request_id = messageAttributes["request_id"]?.stringValue ?? "";
  const put = await client.putObject({
    Bucket: "archive",
    Key: `${company_id}/${message_id}.json`,
    Body: body,
    ContentType: "application/json",
    IfNoneMatch: "*",
    ChecksumAlgorithm: "SHA256",
    ChecksumSHA256: checksum,
    Metadata: {
      verdict: "Valid",
      judged_at: processed_at,
      received_at,
      request_id,
      sha256,
      message_id,
      company_id,
      message_time,
    },
  });
  if (put.ChecksumSHA256 !== checksum) throw new Error("S3 did not confirm the object.");
  const answer = await client.putItem({
    TableName: "messages",
    Item: {
      message_id: { S: message_id },
      received_at: { S: received_at },
      message: { S: body },
      sha256: { S: sha256 },
      request_id: { S: request_id },
      company_id: { S: company_id },
      message_time: { S: message_time },
      status: { S: "Processed" },
      processed_at: { S: processed_at },
      expires_at: { N: `${Math.ceil(now / 1000) + daysToKeep * 86_400}` },
    },
    ConditionExpression:
      "attribute_not_exists(message_id) OR (#status = :rejected AND (attribute_not_exists(company_id) OR company_id = :company))",
    ExpressionAttributeNames: { "#status": "status" },
    ExpressionAttributeValues: { ":rejected": { S: "Rejected" }, ":company": { S: company_id } },
    ReturnConsumedCapacity: "TOTAL",
  });
  if (answer.ConsumedCapacity === undefined) throw new Error("DynamoDB did not confirm the record.");
};

export const makeHandWrittenWorker =
  (client: Stores, write: (line: string) => void): Handler =>
  async (event) => {
    const { Records } = event as { readonly Records: readonly SqsRecord[] };
    const batchItemFailures: { readonly itemIdentifier: string }[] = [];
    const messages: object[] = [];
    await Promise.all(
      Records.map(async (record) => {
        try {
          await processRecord(client, record);
          messages.push({ sqs_message_id: record.messageId, outcome: "Recorded" });
        } catch {
          batchItemFailures.push({ itemIdentifier: record.messageId });
          messages.push({ sqs_message_id: record.messageId, outcome: "Failed" });
        }
      }),
    );
    const head = { timestamp: new Date().toISOString(), level: "INFO", message: "batch ended" };
    write(`${JSON.stringify({ ...head, deliveries: Records.length, messages })}\n`);
    return { batchItemFailures };
  };
