// What may differ between environments, decoded once so that a mistake ends the synth and not a deployment.
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";

const integerBetween = (low: number, high: number) =>
  new t.Type<number>(
    `an integer from ${low} to ${high}`,
    t.number.is,
    (input, context) =>
      Number.isInteger(input) && (input as number) >= low && (input as number) <= high
        ? t.success(input as number)
        : t.failure(input, context),
    t.identity,
  );

export const Environment = t.keyof({ local: null, dev: null, staging: null, prod: null });
export type Environment = t.TypeOf<typeof Environment>;

/** The retention periods that CloudWatch Logs offers, days. */
const LogRetention = t.union([t.literal(7), t.literal(30), t.literal(90), t.literal(365)]);

const EmailAddress = new t.Type<string>(
  "an e-mail address",
  t.string.is,
  (input, context) =>
    typeof input === "string" && /^[^\s@/]+@[^\s@/]+$/.test(input)
      ? t.success(input)
      : t.failure(input, context),
  t.identity,
);

const Codec = t.exact(
  t.type({
    environment: Environment,
    /** Who may call the API: `iam` needs a signed request, `none` is for the laptop alone. */
    auth: t.union([t.literal("iam"), t.literal("none")]),
    queue: t.exact(
      t.type({
        /** Deliveries before a message is parked in the dead-letter queue. */
        maxReceiveCount: integerBetween(1, 1000),
        /** Days a message may wait for its first success; SQS keeps 14 at most. */
        retentionDays: integerBetween(1, 13),
      }),
    ),
    worker: t.exact(
      t.type({
        batchSize: integerBetween(1, 10_000),
        batchingWindowSeconds: integerBetween(0, 300),
        /** Executions at once; throttled deliveries would use up a message's retries. */
        maximumConcurrency: integerBetween(2, 1000),
        timeoutSeconds: integerBetween(20, 900),
        memoryMb: integerBetween(128, 10_240),
        /** The first pause after a failure is one to two times this long, the second two to four times. */
        retryBaseSeconds: integerBetween(1, 900),
      }),
    ),
    reader: t.exact(t.type({ timeoutSeconds: integerBetween(3, 29), memoryMb: integerBetween(128, 10_240) })),
    logRetentionDays: LogRetention,
    /** Deletion protection and point-in-time recovery of the table; a bucket that must be empty to go. */
    protectData: t.boolean,
    /** Who gets the alarms by e-mail. */
    alarmEmails: t.readonlyArray(EmailAddress),
  }),
);

export type StackConfig = t.TypeOf<typeof Codec>;

const describe = (error: t.ValidationError): string => {
  const path = error.context.slice(1).map(({ key }) => key);
  return `${path.join(".")}: expected ${error.context.at(-1)?.type.name ?? "another value"}`;
};

const secondsPerDay = 86_400;

/** The longest that a message can be on its way to the dead-letter queue, in seconds. */
const longestPauses = ({ queue, worker }: StackConfig): number => {
  const range = 2 ** Math.min(queue.maxReceiveCount, 40);
  return worker.retryBaseSeconds * 2 * (range - 1);
};

type Rule = { readonly isBroken: (config: StackConfig) => boolean; readonly fault: string };

/** What no single value can be blamed for. */
const rules: readonly Rule[] = [
  {
    isBroken: ({ auth, environment }) => auth === "none" && environment !== "local",
    fault: "auth: expected iam; only the local environment may be open",
  },
  {
    isBroken: ({ worker }) => worker.batchSize > 10 && worker.batchingWindowSeconds === 0,
    fault: "worker.batchingWindowSeconds: expected at least 1, as AWS asks for batches of more than 10",
  },
  {
    isBroken: (config) => longestPauses(config) > (config.queue.retentionDays * secondsPerDay) / 2,
    fault:
      "queue.maxReceiveCount: expected fewer; with these pauses a message could expire before it is dead-lettered",
  },
];

/** A Left lists every fault as `path: expected what`. */
export const decodeStackConfig = (input: unknown): E.Either<readonly string[], StackConfig> => {
  const decoded = Codec.decode(input);
  if (E.isLeft(decoded)) return E.left(decoded.left.map(describe));
  const faults = rules.filter(({ isBroken }) => isBroken(decoded.right)).map(({ fault }) => fault);
  return faults.length > 0 ? E.left(faults) : decoded;
};
