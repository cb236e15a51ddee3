// An SQS operation: decodes its input, does its work, answers what the JSON protocol would.
import { z } from "zod";
import type { Account } from "../../../core/account.ts";
import type { Caller } from "../../../core/service.ts";
import type { MoveTasks } from "../move-tasks.ts";
import { decodeQueueUrl, type Queue, type Queues } from "../queues.ts";
import { invalidParameter, missingParameter, notSupported, type SqsError } from "../sqs-error.ts";
import type { QueueStore } from "../store/queue-store.ts";
import type { WakeUps } from "../store/wake-ups.ts";

export type SqsDeps = {
  readonly account: Account;
  readonly queues: Queues;
  readonly store: QueueStore;
  readonly wakeUps: WakeUps;
  readonly moveTasks: MoveTasks;
  /** When the queues were made and last changed. */
  readonly startedAt: Date;
};

export type Answer = Readonly<Record<string, unknown>>;
export type Operation = (input: unknown, deps: SqsDeps, caller: Caller) => Promise<Answer>;

const valueAt = (input: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined,
    input,
  );

const toError = (input: unknown, error: z.ZodError): SqsError => {
  const issue = error.issues.find(({ code }) => code === "unrecognized_keys") ?? error.issues[0];
  const path = issue?.path ?? [];
  if (issue?.code === "unrecognized_keys")
    return notSupported(`the parameter ${[...path, issue.keys[0]].join(".")}`);
  if (valueAt(input, path) === undefined) return missingParameter(path.join("."));
  return invalidParameter(
    `Value for parameter ${path.join(".")} is invalid. Reason: ${issue?.message ?? "unknown"}`,
  );
};

/** Unknown parameters are refused: to ignore one would be to do something else than was asked. */
export const operation =
  <Input>(
    schema: z.ZodType<Input>,
    run: (input: Input, deps: SqsDeps, caller: Caller) => Promise<Answer> | Answer,
  ): Operation =>
  async (input, deps, caller) => {
    const decoded = schema.safeParse(input);
    if (!decoded.success) throw toError(input, decoded.error);
    return run(decoded.data, deps, caller);
  };

/** The queue a request is about; throws QueueDoesNotExist. */
export const queueOf = ({ QueueUrl }: { readonly QueueUrl: string }, { account, queues }: SqsDeps): Queue =>
  queues.get(decodeQueueUrl(account, QueueUrl));

/** The ARN of a caller that is a role. */
export const roleOf = ({ principal }: Caller): string | undefined =>
  principal.kind === "role" ? principal.arn : undefined;

type Bounds = { readonly least: number; readonly most: number };

const isWithin = (value: number, { least, most }: Bounds): boolean => value >= least && value <= most;
const toReason = ({ least, most }: Bounds): string => `Must be between ${least} and ${most}.`;

/** A whole number within bounds, refused in SQS's words. */
export const wholeNumber = (least: number, most: number) =>
  z.int().refine((value) => isWithin(value, { least, most }), toReason({ least, most }));

/** The same for what stands in a batch too, of which it fails only its own entry. Throws InvalidParameterValue. */
export const checkWithin = (name: string, value: number, bounds: Bounds): void => {
  if (!isWithin(value, bounds))
    throw invalidParameter(`Value for parameter ${name} is invalid. Reason: ${toReason(bounds)}`);
};
