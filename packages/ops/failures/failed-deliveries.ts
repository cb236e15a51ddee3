// The deliveries that failed, as process-message noted them in its log.
import { paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { parseJson } from "@message-handler/domain/message.ts";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import type { Target } from "../target/target.ts";

const Line = t.intersection([
  t.type({
    timestamp: t.string,
    code: t.string,
    sqs_message_id: t.string,
    sha256: t.string,
    receive_count: t.number,
  }),
  t.partial({ detail: t.string, request_id: t.string }),
]);

export type FailedDelivery = {
  /** ISO 8601 */
  readonly at: string;
  /** The name that the source gave the error. */
  readonly code: string;
  readonly detail: string | undefined;
  readonly sqsMessageId: string;
  readonly requestId: string | undefined;
  /** Of the body, hex. */
  readonly sha256: string;
  /** Which delivery of that SQS message it was, 1 for the first. */
  readonly receiveCount: number;
};

/** `AccessDenied: PutItem was denied: dynamodb:PutItem is not granted` */
export const reasonOf = ({
  code,
  detail,
}: {
  readonly code: string;
  readonly detail?: string | null | undefined;
}): string =>
  detail === undefined || detail === null || detail === "" ? code : `${code}: ${detail.replace(/\.$/, "")}`;

const failed = '$.message = "delivery failed"';

/** A filter pattern has 1,024 characters; a condition on a hash has 84. */
const mostConditions = 10;

/** A few texts are asked for by their hashes; of many, every failure is read and the others are passed over. */
const toPattern = (hashes: ReadonlySet<string>): string => {
  if (hashes.size === 0 || hashes.size > mostConditions) return `{ ${failed} }`;
  const conditions = [...hashes].map((hash) => `$.sha256 = "${hash}"`);
  return `{ ${failed} && (${conditions.join(" || ")}) }`;
};

const toFailedDelivery = (message: string): FailedDelivery | undefined => {
  const parsed = parseJson(message);
  if (E.isLeft(parsed)) return undefined;
  const line = Line.decode(parsed.right);
  if (E.isLeft(line)) return undefined;
  const { timestamp: at, code, detail, sqs_message_id, request_id, sha256, receive_count } = line.right;
  return {
    at,
    code,
    detail,
    sqsMessageId: sqs_message_id,
    requestId: request_id,
    sha256,
    receiveCount: receive_count,
  };
};

export const toLogGroup = (stack: string): string => `/aws/lambda/${stack}-process-message`;

/** Clocks differ: a line may be older than the message says that it is. Milliseconds. */
const clockSkew = 60_000;

/** A failure may still be on its way to CloudWatch. A group that was never written to has none. */
export const readFailedDeliveries = async (
  { stack, clients }: Pick<Target, "stack" | "clients">,
  { hashes, since }: { readonly hashes: ReadonlySet<string>; readonly since: Date },
  onEvents: (count: number) => void = () => undefined,
): Promise<ReadonlyMap<string, readonly FailedDelivery[]>> => {
  const found = new Map<string, FailedDelivery[]>();
  if (hashes.size === 0) return found;
  const pages = paginateFilterLogEvents(
    { client: clients.logs },
    {
      logGroupName: toLogGroup(stack),
      filterPattern: toPattern(hashes),
      startTime: since.getTime() - clockSkew,
    },
  );
  for await (const { events = [] } of pages) {
    onEvents(events.length);
    for (const { message = "" } of events) {
      const delivery = toFailedDelivery(message);
      if (delivery === undefined || !hashes.has(delivery.sha256)) continue;
      const others = found.get(delivery.sha256);
      if (others === undefined) found.set(delivery.sha256, [delivery]);
      else others.push(delivery);
    }
  }
  for (const deliveries of found.values()) deliveries.sort((left, right) => left.at.localeCompare(right.at));
  return found;
};
