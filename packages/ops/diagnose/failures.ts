// What a failed call of a function was about, by the fixed words in which the functions log it.
import type { LogLine } from "./facts.ts";

export type Store = "archive" | "table" | "queue";

const stores: Readonly<Record<string, Store>> = {
  PutObject: "archive",
  HeadObject: "archive",
  PutItem: "table",
  GetItem: "table",
  Query: "table",
  SendMessage: "queue",
  ChangeMessageVisibility: "queue",
  DeleteMessage: "queue",
};

/** `PutItem failed: the service throttles (HTTP 400).` */
export const operationOf = ({ detail }: LogLine): string => /^\w+/.exec(detail)?.[0] ?? "";

export const storeOf = (line: LogLine): Store | undefined => stores[operationOf(line)];

type Kind =
  | "denied"
  | "throttled"
  | "failing"
  | "silent"
  | "key"
  | "missing"
  | "refused"
  | "credentials"
  | "unreadable";

/** What message-store's table of errors calls each. */
const words: readonly (readonly [RegExp, Kind])[] = [
  [/was denied: kms:|the encryption key cannot be used/, "key"],
  [/was denied:|the caller may not do this/, "denied"],
  [/the service throttles/, "throttled"],
  [/there was no answer in time/, "silent"],
  [
    /trouble of its own|could not be read|the connection broke|was damaged on its way|without the proof|asks for another try/,
    "failing",
  ],
  [/does not exist/, "missing"],
  [/refuses the request as we make it/, "refused"],
  [/credentials are|clock is off/, "credentials"],
  [/found something stored/, "unreadable"],
];

export const kindOf = ({ detail }: Pick<LogLine, "detail">): Kind | undefined =>
  words.find(([pattern]) => pattern.test(detail))?.[1];

/** It passes by itself; what has no such kind is for somebody to mend. */
export const passes = (line: Pick<LogLine, "detail">): boolean =>
  ["throttled", "silent", "failing"].includes(kindOf(line) ?? "");

/** Where a refusal does not name the action. */
const actions: Readonly<Record<string, string>> = {
  PutObject: "s3:PutObject",
  HeadObject: "s3:GetObject",
  PutItem: "dynamodb:PutItem",
  GetItem: "dynamodb:GetItem",
  Query: "dynamodb:Query",
  SendMessage: "sqs:SendMessage",
  ChangeMessageVisibility: "sqs:ChangeMessageVisibility",
  DeleteMessage: "sqs:DeleteMessage",
};

/** The action that was denied. SQS names its own in lower case. */
export const deniedAction = (line: LogLine): string => {
  const named = /was denied: (\S+) is not granted/.exec(line.detail)?.[1];
  const own = actions[operationOf(line)] ?? "an action";
  return named === undefined || named.toLowerCase() === own.toLowerCase() ? own : named;
};
