// The handler of an SQS batch: runs all deliveries at once, then postpones or returns each one that failed.
import type { Failure, TransientFailure } from "@message-handler/domain/failure.ts";
import type { Context, SQSBatchResponse } from "aws-lambda";
import * as E from "fp-ts/lib/Either.js";
import { decodeDeliveries, type Delivery } from "./delivery.ts";
import { toTransient, type Handled } from "./handled.ts";
import { logBatch, type Ended } from "./log-batch.ts";
import { makeOutageEvidence } from "./outage-evidence.ts";
import { postpone, type PostponeDeps } from "./postpone.ts";
import { startDeadline, withDeadline, type Deadline } from "./with-deadline.ts";
import { returnToQueue, type ReturnToQueueDeps } from "./return-to-queue.ts";
import { withFields, type Log, type LogFields } from "./log.ts";
import { logTransient } from "./log-transient.ts";
import { toReasonToSlowDown } from "./slow-down.ts";

/**
 * Right names the outcome, to be counted. A Permanent Left says that the rejection is on record: the delivery is
 * acknowledged. After a Transient Left the message is delivered again. Must be safe to repeat, and to be cut off.
 */
export type HandleDelivery = (delivery: Delivery) => Promise<E.Either<Failure, string>>;

/** Takes the delivery's message out of the queue. */
export type DeleteMessage = (receiptHandle: string) => Promise<E.Either<TransientFailure, void>>;

export type BatchHandlerDeps = ReturnToQueueDeps &
  PostponeDeps & {
    readonly handleDelivery: HandleDelivery;
    readonly deleteMessage: DeleteMessage;
    /** What the line of a failed delivery says of its message: ids and hashes. */
    readonly describe?: (delivery: Delivery) => LogFields;
    readonly log: Log;
  };

export type Invocation = Pick<Context, "awsRequestId" | "getRemainingTimeInMillis">;

/** Milliseconds to postpone, return and delete in, and to answer; half the time when an invocation has less than twice this. */
const REPORT_MS = 5000;
/** The part of it that postponing and returning may not use up. */
const DELETE_SHARE = 0.4;
/** The part of it that deleting may not use up either. */
const ANSWER_SHARE = 0.2;

const toLogFields = (delivery: Delivery): LogFields => ({
  sqs_message_id: delivery.sqsMessageId,
  request_id: delivery.requestId,
  sha256: delivery.sha256,
  receive_count: delivery.receiveCount,
});

const handle = async (
  deps: BatchHandlerDeps,
  delivery: Delivery,
  log: Log,
  deadline: Deadline,
): Promise<Handled> => {
  const result = await deadline.run(() => deps.handleDelivery(delivery));
  if (E.isLeft(result)) {
    const failure = result.left;
    if (failure.kind === "Permanent")
      log("INFO", "message rejected", { code: failure.code, fields: failure.fields });
    else logTransient(withFields(log, deps.describe?.(delivery) ?? {}), "delivery failed", failure);
  }
  return { delivery, result, at: deps.now() };
};

type Settling = { readonly isOutage: boolean; readonly log: Log; readonly leftMs: () => number };

/** A message is returned, which uses up a delivery, when it failed alone or could not be postponed. */
const settle = async (
  deps: BatchHandlerDeps,
  handled: Handled,
  failure: TransientFailure,
  { isOutage, log, leftMs }: Settling,
): Promise<Ended> => {
  const isPostponed =
    (isOutage || failure.isThrottled === true) &&
    (await postpone(deps, { delivery: handled.delivery, failure }, log, leftMs()));
  if (!isPostponed) await returnToQueue(deps, handled.delivery, log, leftMs());
  return { ...handled, isPostponed };
};

/** False when one of them may still be in the queue. */
const deleteAll = async (
  { deleteMessage }: BatchHandlerDeps,
  deliveries: readonly Delivery[],
  log: Log,
  withinMs: number,
): Promise<boolean> => {
  const deleted = await Promise.all(
    deliveries.map(async ({ receiptHandle }) =>
      withDeadline(async () => deleteMessage(receiptHandle), withinMs),
    ),
  );
  const failure = deleted.find(E.isLeft)?.left;
  if (failure !== undefined) logTransient(log, "batch not deleted", { ...failure, needsOperator: false });
  return failure === undefined;
};

/**
 * All deliveries of a batch run at once. When they have ended, a failure that is part of an outage, or of throttling, is
 * postponed: the message goes to the queue again and uses up no delivery. Every other one is returned in
 * `batchItemFailures`. When all deliveries failed or most were postponed, the invocation throws, because only then does
 * Lambda slow its polling down and count an error. It then deletes nothing, so what is done is deleted here before.
 * Throws as well on an event that is not a batch: an empty response would acknowledge it
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html).
 */
export const makeBatchHandler = (deps: BatchHandlerDeps) => {
  const judge = makeOutageEvidence();
  return async (event: unknown, invocation: Invocation): Promise<SQSBatchResponse> => {
    const batchLog = withFields(deps.log, { aws_request_id: invocation.awsRequestId });
    const deliveries = decodeDeliveries(event);
    if (E.isLeft(deliveries)) throw new Error(`The event is not an SQS batch: ${deliveries.left}`);
    // The fields are put together when there is something to log, which seldom is.
    const logOf =
      (delivery: Delivery): Log =>
      (...line) =>
        withFields(batchLog, toLogFields(delivery))(...line);
    const reserve = Math.min(REPORT_MS, invocation.getRemainingTimeInMillis() / 2);
    const timeBefore = (ms: number): number => invocation.getRemainingTimeInMillis() - ms;

    const deadline = startDeadline(timeBefore(reserve));
    const handled = await Promise.all(
      deliveries.right.map((delivery) => handle(deps, delivery, logOf(delivery), deadline)),
    );
    deadline.end();
    const failed = handled.filter((each) => toTransient(each) !== undefined);
    const isOutage = judge({
      hasSuccess: failed.length < handled.length,
      failed: failed.map(({ delivery }) => delivery.sha256),
      endedAt: deps.now().getTime(),
    });
    const leftMs = (): number => timeBefore(reserve * DELETE_SHARE);
    const settleOne = async (each: Handled): Promise<Ended> => {
      const failure = toTransient(each);
      if (failure === undefined) return each;
      return settle(deps, each, failure, { isOutage, log: logOf(each.delivery), leftMs });
    };
    const ended: readonly Ended[] = failed.length === 0 ? handled : await Promise.all(handled.map(settleOne));
    logBatch(batchLog, ended);

    const returned = ended.filter((each) => toTransient(each) !== undefined && each.isPostponed !== true);
    const reason = toReasonToSlowDown(ended);
    if (reason !== undefined) {
      const done = ended.filter((each) => !returned.includes(each)).map(({ delivery }) => delivery);
      // Otherwise Lambda deletes them after the answer.
      if (await deleteAll(deps, done, batchLog, timeBefore(reserve * ANSWER_SHARE))) throw new Error(reason);
    }
    return {
      batchItemFailures: returned.map(({ delivery }) => ({ itemIdentifier: delivery.sqsMessageId })),
    };
  };
};
