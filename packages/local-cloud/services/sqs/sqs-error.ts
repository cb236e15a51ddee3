// An error as SQS answers it, and the two names it goes by: one per protocol.
import { ServiceError } from "../../core/service.ts";

/** `code` is the JSON protocol's name. */
export class SqsError extends ServiceError {
  override readonly name = "SqsError";
}

/** JSON name → name in the query protocol, where they differ (the `awsQueryError` traits of the service model). */
const queryNames: Readonly<Record<string, string>> = {
  AccessDeniedException: "AccessDenied",
  BatchEntryIdsNotDistinct: "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
  BatchRequestTooLong: "AWS.SimpleQueueService.BatchRequestTooLong",
  EmptyBatchRequest: "AWS.SimpleQueueService.EmptyBatchRequest",
  InvalidBatchEntryId: "AWS.SimpleQueueService.InvalidBatchEntryId",
  KmsAccessDenied: "KMS.AccessDeniedException",
  MessageNotInflight: "AWS.SimpleQueueService.MessageNotInflight",
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  TooManyEntriesInBatchRequest: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
  UnsupportedOperation: "AWS.SimpleQueueService.UnsupportedOperation",
};
const jsonNames = new Map(Object.entries(queryNames).map(([json, query]) => [query, json]));

/** `QueueDoesNotExist` → `AWS.SimpleQueueService.NonExistentQueue`. */
export const toQueryName = (code: string): string =>
  Object.hasOwn(queryNames, code) ? (queryNames[code] ?? code) : code;

/** `AWS.SimpleQueueService.NonExistentQueue` → `QueueDoesNotExist`. */
export const toJsonName = (code: string): string => jsonNames.get(code) ?? code;

export const queueDoesNotExist = (): SqsError =>
  new SqsError("QueueDoesNotExist", "The specified queue does not exist.");

export const missingParameter = (name: string): SqsError =>
  new SqsError("MissingParameter", `The request must contain the parameter ${name}.`);

export const invalidParameter = (message: string): SqsError => new SqsError("InvalidParameterValue", message);

/** For what AWS can do and the local cloud cannot: an error rather than silence. */
export const notSupported = (what: string): SqsError =>
  new SqsError("UnsupportedOperation", `The local cloud does not support ${what}.`);
