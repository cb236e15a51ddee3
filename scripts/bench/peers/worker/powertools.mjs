// As the documentation of Powertools for AWS Lambda puts its parts together: batch, parser, logger, metrics and
// idempotency, which takes two requests of its own for each message.
import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import { IdempotencyConfig, makeIdempotent } from "@aws-lambda-powertools/idempotency";
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { parse } from "@aws-lambda-powertools/parser";
import { JSONStringified } from "@aws-lambda-powertools/parser/helpers";
import { SqsRecordSchema } from "@aws-lambda-powertools/parser/schemas";
import { Message } from "./message-schema.mjs";
import { toReceivedAt } from "./requests.mjs";
import { store } from "./store-by-sdk.mjs";

const processor = new BatchProcessor(EventType.SQS);
const logger = new Logger({ serviceName: "bench" });
const metrics = new Metrics({ namespace: "bench", serviceName: "bench" });
const config = new IdempotencyConfig({ eventKeyJmesPath: "messageId" });

const Record = SqsRecordSchema.extend({ body: JSONStringified(Message) });

const recordHandler = makeIdempotent(
  async (record) => {
    const { body } = parse(record, undefined, Record);
    await store(record.body, body.metadata, toReceivedAt(record));
    metrics.addMetric("processed", MetricUnit.Count, 1);
    logger.info("message processed", { sqs_message_id: record.messageId });
    return record.messageId;
  },
  { config, persistenceStore: new DynamoDBPersistenceLayer({ tableName: "idempotency" }) },
);

export const handler = async (event, context) => {
  logger.addContext(context);
  config.registerLambdaContext(context);
  try {
    return await processPartialResponse(event, recordHandler, processor, { context });
  } finally {
    metrics.publishStoredMetrics();
  }
};
