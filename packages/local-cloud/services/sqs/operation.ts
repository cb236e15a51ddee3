// An SQS operation: decodes its input, does its work, answers what the JSON protocol would.
import { z } from "zod";
import type { Account } from "../../core/account.ts";
import type { Pace } from "../../core/pace.ts";
import type { Engine } from "./engine.ts";
import type { LeaseBook } from "./lease-book.ts";
import type { MoveTasks } from "./move-tasks.ts";
import type { Origins } from "./origins.ts";
import { decodeQueueUrl } from "../../core/queue-url.ts";
import type { Queue, Queues } from "./queues.ts";
import { invalidParameter, missingParameter, notSimulated, type SqsFault } from "./sqs-fault.ts";

export type SqsParts = {
  readonly account: Account;
  readonly engine: Engine;
  readonly queues: Queues;
  readonly leases: LeaseBook;
  readonly origins: Origins;
  readonly moveTasks: MoveTasks;
  readonly pace: Pace;
  readonly now: () => Date;
};

export type Caller = {
  /** What a move task does later, it does with the keys of the caller who started it. */
  readonly accessKeyId: string | undefined;
  /** Aborts when the caller goes away. */
  readonly signal: AbortSignal;
};

export type Answer = Readonly<Record<string, unknown>>;
export type Operation = (input: unknown, parts: SqsParts, caller: Caller) => Promise<Answer>;

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  );

const toFault = (input: unknown, error: z.ZodError): SqsFault => {
  const issue = error.issues[0];
  const path = issue?.path ?? [];
  if (issue?.code === "unrecognized_keys")
    return notSimulated(`the parameter ${[...path, issue.keys[0]].join(".")}`);
  if (valueAt(input, path) === undefined) return missingParameter(path.join("."));
  return invalidParameter(
    `Value for parameter ${path.join(".")} is invalid. Reason: ${issue?.message ?? "unknown"}`,
  );
};

/** Unknown parameters are refused: to ignore one would be to do something else than was asked. */
export const operation =
  <Input>(
    schema: z.ZodType<Input>,
    run: (input: Input, parts: SqsParts, caller: Caller) => Promise<Answer> | Answer,
  ): Operation =>
  async (input, parts, caller) => {
    const decoded = schema.safeParse(input);
    if (!decoded.success) throw toFault(input, decoded.error);
    return run(decoded.data, parts, caller);
  };

/** The queue a request is about; throws QueueDoesNotExist. */
export const queueOf = ({ QueueUrl }: { readonly QueueUrl: string }, { account, queues }: SqsParts): Queue =>
  queues.get(decodeQueueUrl(account, QueueUrl));

/** A whole number within bounds, refused in SQS's words. */
export const wholeNumber = (least: number, most: number) =>
  z.int().refine((value) => value >= least && value <= most, `Must be between ${least} and ${most}.`);
