// What every worker sends for a message, as inputs of the SDK: first the object, then the record, both where nothing stands yet.
import { createHash } from "node:crypto";

export const toPutObject = (body, { message_id, company_id }, receivedAt) => {
  const sha256 = createHash("sha256").update(body).digest();
  return {
    Bucket: process.env.MESSAGES_BUCKET,
    Key: `${company_id}/${message_id}.json`,
    Body: body,
    ContentType: "application/json",
    IfNoneMatch: "*",
    ChecksumAlgorithm: "SHA256",
    ChecksumSHA256: sha256.toString("base64"),
    Metadata: { received_at: receivedAt, sha256: sha256.toString("hex") },
  };
};

export const toPutItem = (body, { message_id, company_id, message_time }, receivedAt, sha256) => ({
  TableName: process.env.MESSAGES_TABLE,
  Item: {
    message_id: { S: message_id },
    company_id: { S: company_id },
    message_time: { S: message_time },
    received_at: { S: receivedAt },
    processed_at: { S: new Date().toISOString() },
    sha256: { S: sha256 },
    status: { S: "Processed" },
    message: { S: body },
  },
  ConditionExpression:
    "attribute_not_exists(message_id) OR (#status = :rejected AND (attribute_not_exists(company_id) OR company_id = :company))",
  ExpressionAttributeNames: { "#status": "status" },
  ExpressionAttributeValues: { ":rejected": { S: "Rejected" }, ":company": { S: company_id } },
  ReturnConsumedCapacity: "TOTAL",
});

/** When SQS took the message. */
export const toReceivedAt = ({ attributes }) => new Date(Number(attributes.SentTimestamp)).toISOString();
