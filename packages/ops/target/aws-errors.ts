// What an operator is told of an AWS call that failed: one sentence, and of a refused one the action that is missing.
import type { HandlerExecutionContext, InitializeHandler } from "@smithy/types";
import { isBroken, isSilence } from "./patience.ts";

type Call = { readonly service: string; readonly operation: string };

/** The SDK's errors do not say which call they answer. */
const failedCalls = new WeakMap<Error, Call>();

/** A middleware that notes the call of each error. */
export const noteFailedCalls =
  <Input extends object, Output extends object>(
    next: InitializeHandler<Input, Output>,
    { clientName = "", commandName = "" }: HandlerExecutionContext,
  ): InitializeHandler<Input, Output> =>
  async (args) => {
    try {
      return await next(args);
    } catch (error) {
      if (error instanceof Error)
        failedCalls.set(error, {
          service: clientName.replace(/Client$/, ""),
          operation: commandName.replace(/Command$/, ""),
        });
      throw error;
    }
  };

/** IAM's prefix, and what a person calls that which is acted on. */
const services: Readonly<Record<string, readonly [prefix: string, resource: string]>> = {
  CloudWatch: ["cloudwatch", "metrics and alarms"],
  CloudWatchLogs: ["logs", "a log group"],
  DynamoDB: ["dynamodb", "the table"],
  IAM: ["iam", "a role"],
  KMS: ["kms", "the key"],
  Lambda: ["lambda", "a function"],
  S3: ["s3", "the archive"],
  SNS: ["sns", "a topic"],
  SQS: ["sqs", "a queue"],
};

/** Operations that have no action of their own name. */
const actions: Readonly<Record<string, string>> = {
  HeadObject: "GetObject",
  ListObjectsV2: "ListBucket",
  ListObjectVersions: "ListBucketVersions",
  DeleteObjects: "DeleteObject",
  SendMessageBatch: "SendMessage",
  DeleteMessageBatch: "DeleteMessage",
  ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
};

/** HTTP's, where there was an answer. */
const statusOf = (error: Error): number | undefined =>
  "$metadata" in error
    ? (error.$metadata as { readonly httpStatusCode?: number }).httpStatusCode
    : "$response" in error
      ? (error.$response as { readonly statusCode?: number }).statusCode
      : undefined;

/** S3 answers a HEAD without a body, and so without a name. */
export const isDenied = (error: unknown): boolean =>
  error instanceof Error &&
  (/AccessDenied|NotAuthorized|UnauthorizedOperation/.test(error.name) || statusOf(error) === 403);

/** What AWS itself names: a call may need an action on something else, such as a key. */
const namedAction = ({ message }: Error): string | undefined =>
  /not authorized to perform: ([\w-]+:\w+)/.exec(message)?.[1] ?? /\b(kms:\w+)/.exec(message)?.[1];

const toDenied = (error: Error): string => {
  const { service, operation } = failedCalls.get(error) ?? { service: "", operation: "" };
  const [prefix = service, resource = "a resource"] = services[service] ?? [];
  const own = `${prefix}:${actions[operation] ?? operation}`;
  const named = namedAction(error) ?? own;
  // SQS names its actions in lower case.
  const action = named.toLowerCase() === own.toLowerCase() ? own : named;
  return `access denied: these credentials lack ${action} on ${action.startsWith("kms:") ? "the key" : resource}`;
};

/** Expired, unknown or badly signed: no grant helps. */
const isOfCredentials = ({ name }: Error): boolean =>
  /ExpiredToken|RequestExpired|RequestTimeTooSkewed|Invalid(?:ClientTokenId|Token|AccessKeyId|Signature)|UnrecognizedClient|SignatureDoesNotMatch|TokenRefreshRequired/.test(
    name,
  );

/** The SDK's readers throw what says something to their authors alone. */
const isUnreadAnswer = (error: Error, message: string): boolean =>
  error instanceof SyntaxError || message.includes("{error}.$response");

/** Of a call that failed. What is wrong with a text is said with a piece of it, which may be a company's. */
const toCallReason = (error: Error, message: string): string => {
  const status = statusOf(error);
  const answered = status === undefined ? "" : ` (HTTP ${status})`;
  if (isBroken(error)) return "the connection broke before there was an answer";
  // Before what the SDK adds to it, where the answer stopped midway.
  if (isSilence(error)) return "TimeoutError: there was no answer in time";
  if (isUnreadAnswer(error, message)) return `the answer${answered} could not be read`;
  const isNameless = /^(?:Error|Unknown|UnknownError)$/.test(error.name);
  if (message !== "" && message !== "UnknownError") return isNameless ? message : `${error.name}: ${message}`;
  // S3's answer to a HEAD has no body that could name it.
  return isNameless && status !== undefined ? `HTTP ${status}` : error.name;
};

/** In one line, without a stack. */
export const toSentence = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const message = error.message.replaceAll(/\s+/g, " ").trim();
  if (error.name === "CredentialsProviderError") return `no AWS credentials: ${message}`;
  if (isOfCredentials(error)) return `AWS does not accept these credentials (${error.name})`;
  if (isDenied(error)) return toDenied(error);
  const call = failedCalls.get(error);
  if (call !== undefined) return `${call.service} ${call.operation} failed: ${toCallReason(error, message)}`;
  if (error instanceof SyntaxError) return "what was read is not the JSON that it should be";
  return message === "" ? error.name : message;
};
