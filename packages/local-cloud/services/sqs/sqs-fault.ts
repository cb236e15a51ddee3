// An error as SQS answers it, and the two names it goes by: one per protocol.

/** Thrown by an operation and turned into an answer once, in the service. `code` is the JSON protocol's name. */
export class SqsFault extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = "SqsFault";
    this.code = code;
    this.status = status;
  }
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
  PurgeQueueInProgress: "AWS.SimpleQueueService.PurgeQueueInProgress",
  QueueDeletedRecently: "AWS.SimpleQueueService.QueueDeletedRecently",
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  QueueNameExists: "QueueAlreadyExists",
  TooManyEntriesInBatchRequest: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
  UnsupportedOperation: "AWS.SimpleQueueService.UnsupportedOperation",
};
const shapeNames = new Map(Object.entries(queryNames).map(([shape, query]) => [query, shape]));

/** `QueueDoesNotExist` → `AWS.SimpleQueueService.NonExistentQueue`. */
export const toQueryName = (code: string): string =>
  Object.hasOwn(queryNames, code) ? (queryNames[code] ?? code) : code;

/** `AWS.SimpleQueueService.NonExistentQueue` → `QueueDoesNotExist`. */
export const toShapeName = (code: string): string => shapeNames.get(code) ?? code;

export const queueDoesNotExist = (): SqsFault =>
  new SqsFault("QueueDoesNotExist", "The specified queue does not exist.");

export const missingParameter = (name: string): SqsFault =>
  new SqsFault("MissingParameter", `The request must contain the parameter ${name}.`);

export const invalidParameter = (message: string): SqsFault => new SqsFault("InvalidParameterValue", message);

/** The receive is over: its message was deleted, purged or shown again, or the queue is no more. */
export const isOver = (error: unknown): boolean =>
  error instanceof SqsFault && (error.code === "MessageNotInflight" || error.code === "QueueDoesNotExist");

/** For what AWS can do and this stand-in cannot: said aloud rather than left out. */
export const notSimulated = (what: string): SqsFault =>
  new SqsFault("UnsupportedOperation", `The local cloud does not simulate ${what}.`);
