// The handler of an SQS batch: runs all deliveries at once and reports each one that failed.
import type { Failure } from "@message-handler/domain/failure.ts";
import type { Context, SQSBatchResponse } from "aws-lambda";
import * as E from "fp-ts/lib/Either.js";
import { decodeDeliveries, toRequestId, type Delivery } from "./delivery.ts";
import { logBatch, type Ended } from "./log-batch.ts";
import { withDeadline } from "./with-deadline.ts";
import { returnToQueue, type ReturnToQueueDeps } from "./return-to-queue.ts";
import { withFields, type Log, type LogFields } from "./log.ts";
import { logTransient } from "./log-transient.ts";

/**
 * Right names the outcome, to be counted. A Permanent Left says that the rejection is on record: the delivery is
 * acknowledged. A Transient Left returns it to the queue. Must be safe to repeat, and to be cut off.
 */
export type HandleDelivery = (delivery: Delivery) => Promise<E.Either<Failure, string>>;

export type BatchHandlerDeps = ReturnToQueueDeps & {
  readonly handleDelivery: HandleDelivery;
  readonly log: Log;
  readonly now: () => Date;
};

export type Invocation = Pick<Context, "awsRequestId" | "getRemainingTimeInMillis">;

/** Milliseconds to return deliveries to the queue and to answer in; half the time when an invocation has less than twice this. */
const REPORT_MS = 5000;
/** The part of it that returning to the queue may not use up. */
const ANSWER_SHARE = 0.2;

const toLogFields = (delivery: Delivery): LogFields => ({
  sqs_message_id: delivery.sqsMessageId,
  request_id: toRequestId(delivery),
  sha256: delivery.sha256,
  receive_count: delivery.receiveCount,
});

const endDelivery = async (
  deps: BatchHandlerDeps,
  invocation: Invocation,
  delivery: Delivery,
  batchLog: Log,
): Promise<Ended> => {
  const reserve = Math.min(REPORT_MS, invocation.getRemainingTimeInMillis() / 2);
  const timeBefore = (ms: number): number => invocation.getRemainingTimeInMillis() - ms;
  const result = await withDeadline(async () => deps.handleDelivery(delivery), timeBefore(reserve));
  const ended = { delivery, result, at: deps.now() };
  if (E.isRight(result)) return ended;
  const log = withFields(batchLog, toLogFields(delivery));
  const failure = result.left;
  if (failure.kind === "Permanent") {
    log("INFO", "message rejected", { code: failure.code, fields: failure.fields });
  } else {
    logTransient(log, "delivery failed", failure);
    await returnToQueue(deps, delivery, log, timeBefore(reserve * ANSWER_SHARE));
  }
  return ended;
};

const transientFailures = (ended: readonly Ended[]) =>
  ended.flatMap(({ delivery, result }) =>
    E.isLeft(result) && result.left.kind === "Transient"
      ? [{ itemIdentifier: delivery.sqsMessageId, code: result.left.code }]
      : [],
  );

/**
 * All deliveries of a batch run at once. Those that failed are returned as `batchItemFailures`; when all of them
 * failed the invocation throws, because only then does Lambda slow its polling down and count an error.
 * Throws as well on an event that is not a batch: an empty response would acknowledge it
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html).
 */
export const makeBatchHandler =
  (deps: BatchHandlerDeps) =>
  async (event: unknown, invocation: Invocation): Promise<SQSBatchResponse> => {
    const log = withFields(deps.log, { aws_request_id: invocation.awsRequestId });
    const deliveries = decodeDeliveries(event);
    if (E.isLeft(deliveries)) throw new Error(`The event is not an SQS batch: ${deliveries.left}`);
    const ended = await Promise.all(
      deliveries.right.map((delivery) => endDelivery(deps, invocation, delivery, log)),
    );
    logBatch(log, ended);
    const failed = transientFailures(ended);
    if (failed.length === ended.length) {
      const codes = [...new Set(failed.map(({ code }) => code))].join(", ");
      throw new Error(`All ${failed.length} deliveries of the batch failed: ${codes}`);
    }
    return { batchItemFailures: failed.map(({ itemIdentifier }) => ({ itemIdentifier })) };
  };
