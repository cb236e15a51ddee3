// Valid SQS events, invocations and a recording log for tests.
import type { SQSEvent, SQSRecord } from "aws-lambda";
import type { Invocation } from "../batch-handler.ts";
import { makeLog, type Log } from "../log.ts";

export const aTextAttribute = (stringValue: string) => ({ stringValue, dataType: "String" });

export const anSqsRecord = (overrides: Partial<SQSRecord> = {}): SQSRecord => ({
  messageId: "059f36b4-87a3-44ab-83d2-661975830a7d",
  receiptHandle: "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
  body: "{}",
  attributes: {
    ApproximateReceiveCount: "1",
    SentTimestamp: "1702245759123",
    SenderId: "AROAEXAMPLE",
    ApproximateFirstReceiveTimestamp: "1702245759130",
  },
  messageAttributes: {},
  md5OfBody: "99914b932bd37a50b983c5e7c90ae93b",
  eventSource: "aws:sqs",
  eventSourceARN: "arn:aws:sqs:eu-west-1:123456789012:work",
  awsRegion: "eu-west-1",
  ...overrides,
});

/** One delivery per body; the n-th has the ids `message-n` and `receipt-n`. */
export const anSqsEvent = (...bodies: readonly string[]): SQSEvent => ({
  Records: bodies.map((body, n) =>
    anSqsRecord({ body, messageId: `message-${n}`, receiptHandle: `receipt-${n}` }),
  ),
});

export const anInvocation = (remainingMs = 30_000): Invocation => ({
  awsRequestId: "6bc28136-xmpl-4365-b021-0ce6b2e64ab0",
  getRemainingTimeInMillis: () => remainingMs,
});

export type LogLine = { readonly level: string; readonly message: string } & Readonly<
  Record<string, unknown>
>;

/** A log that keeps its lines, as text and parsed. */
export const aRecordingLog = (): {
  readonly log: Log;
  readonly text: () => string;
  readonly lines: () => LogLine[];
} => {
  const written: string[] = [];
  return {
    log: makeLog({ write: (line) => written.push(line), now: () => new Date("2023-12-10T22:02:40.456Z") }),
    text: () => written.join(""),
    lines: () => written.map((line) => JSON.parse(line) as LogLine),
  };
};
