// Queues on a clock of their own, behind the SDK's client: they hide, count and delete as SQS does.
import { SQSClient, type ListMessageMoveTasksResultEntry, type Message } from "@aws-sdk/client-sqs";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { aBody } from "./letter.fixture.ts";

type Stored = {
  readonly id: string;
  readonly body: string;
  readonly attributes: Message["MessageAttributes"];
  visibleAt: number;
  receives: number;
  receipt: string;
};

const Entry = t.type({ ReceiptHandle: t.string, VisibilityTimeout: t.number });
const Input = t.intersection([
  t.type({}),
  t.partial({
    QueueUrl: t.string,
    ReceiptHandle: t.string,
    VisibilityTimeout: t.number,
    MessageBody: t.string,
    Entries: t.array(Entry),
  }),
]);
type Input = t.TypeOf<typeof Input> & { readonly QueueUrl: string };

export type FakeQueues = ReturnType<typeof makeFakeQueues>;

/** @param callMs so long each call takes, on the clock of the queues */
export const makeFakeQueues = (callMs: number) => {
  const queues = new Map<string, Stored[]>();
  const calls: string[] = [];
  let now = 0;
  let random = 1;
  let sent = 0;
  /** By the call: what it answers with instead. */
  const refusals = new Map<string, Error>();
  /** Called when letters are made visible again. */
  let released: (() => void) | undefined;
  /** Counted, and shown to nobody. */
  let phantoms = 0;
  /** Handed out once more a moment later, as a standard queue does now and then. */
  const twice = new Set<string>();
  const of = (url: string): Stored[] => {
    const found = queues.get(url) ?? [];
    queues.set(url, found);
    return found;
  };
  const put = (url: string, id: string, body = aBody(id, "e0721e56-fb09-4273-ae74-7bcbc92d43eb")): void => {
    of(url).push({ id, body, attributes: {}, visibleAt: 0, receives: 0, receipt: "" });
  };
  const receive = (url: string, timeout: number): Message[] => {
    const visible = of(url).filter(({ visibleAt }) => visibleAt <= now);
    // Those that SQS hands out are any.
    random = (random * 48_271) % 2_147_483_647;
    const from = random % Math.max(1, visible.length);
    return [...visible.slice(from), ...visible.slice(0, from)].slice(0, 10).map((stored) => {
      stored.receives += 1;
      stored.receipt = `${stored.id}#${stored.receives}`;
      stored.visibleAt = twice.delete(stored.id) ? now : now + timeout * 1000;
      return {
        MessageId: stored.id,
        ReceiptHandle: stored.receipt,
        Body: stored.body,
        MessageAttributes: stored.attributes,
        Attributes: { SentTimestamp: "1795855528920", ApproximateReceiveCount: `${stored.receives}` },
      };
    });
  };
  const answers: Readonly<Record<string, (input: Input) => object>> = {
    GetQueueAttributesCommand: ({ QueueUrl }) => {
      const all = of(QueueUrl);
      const visible = all.filter(({ visibleAt }) => visibleAt <= now).length;
      return {
        Attributes: {
          QueueArn: QueueUrl,
          ApproximateNumberOfMessages: `${visible + phantoms}`,
          ApproximateNumberOfMessagesNotVisible: `${all.length - visible}`,
          ApproximateNumberOfMessagesDelayed: "0",
          MessageRetentionPeriod: "1209600",
          ...(QueueUrl === "work"
            ? { RedrivePolicy: '{"deadLetterTargetArn":"dead","maxReceiveCount":3}' }
            : {}),
        },
      };
    },
    ReceiveMessageCommand: ({ QueueUrl, VisibilityTimeout = 30 }) => ({
      Messages: receive(QueueUrl, VisibilityTimeout),
    }),
    ChangeMessageVisibilityBatchCommand: ({ QueueUrl, Entries = [] }) => {
      const byReceipt = new Map(of(QueueUrl).map((stored) => [stored.receipt, stored]));
      for (const { ReceiptHandle, VisibilityTimeout } of Entries) {
        const stored = byReceipt.get(ReceiptHandle);
        if (stored !== undefined && stored.visibleAt > now) stored.visibleAt = now + VisibilityTimeout * 1000;
      }
      if (Entries.some(({ VisibilityTimeout }) => VisibilityTimeout === 0)) released?.();
      return {};
    },
    DeleteMessageCommand: ({ QueueUrl, ReceiptHandle }) => {
      const left = of(QueueUrl).filter(({ receipt }) => receipt !== ReceiptHandle);
      queues.set(QueueUrl, left);
      return {};
    },
    ListMessageMoveTasksCommand: () => ({ Results: move === undefined ? [] : [move] }),
    StartMessageMoveTaskCommand: () => {
      const all = of("dead");
      const found = all.filter(({ visibleAt }) => visibleAt <= now);
      move = {
        Status: "COMPLETED",
        StartedTimestamp: now,
        ApproximateNumberOfMessagesMoved: found.length,
        ApproximateNumberOfMessagesToMove: all.length,
      };
      for (const { id, body } of found) put("work", id, body);
      queues.set(
        "dead",
        all.filter((each) => !found.includes(each)),
      );
      return {};
    },
    SendMessageCommand: ({ QueueUrl, MessageBody }) => {
      sent += 1;
      put(QueueUrl, `sent-${sent}`, MessageBody);
      return { MessageId: `sent-${sent}` };
    },
  };
  /** The latest move of all dead letters. */
  let move: ListMessageMoveTasksResultEntry | undefined;
  const sqs = new SQSClient({ region: "us-east-1", credentials: { accessKeyId: "a", secretAccessKey: "b" } });
  sqs.middlewareStack.add(
    (_next, { commandName = "" }) =>
      async (args) => {
        const input = Input.decode(args.input);
        const answer = answers[commandName];
        if (E.isLeft(input) || answer === undefined) throw new Error(`not foreseen: ${commandName}`);
        calls.push(commandName);
        now += callMs;
        const refusal = refusals.get(commandName);
        if (refusal !== undefined) throw refusal;
        const output = answer({ QueueUrl: "", ...input.right });
        return { output: { $metadata: {}, ...output }, response: {} };
      },
    { step: "initialize" },
  );
  return {
    sqs,
    calls,
    refusals,
    twice,
    put,
    /** The SQS ids of what is in it. */
    idsIn: (url: string): readonly string[] => of(url).map(({ id }) => id),
    bodiesIn: (url: string): readonly string[] => of(url).map(({ body }) => body),
    receives: (url: string): readonly number[] => of(url).map(({ receives }) => receives),
    visible: (url: string): number => of(url).filter(({ visibleAt }) => visibleAt <= now).length,
    /** Somebody else receives them. */
    hide: (url: string, id: string, ms: number): void => {
      for (const stored of of(url).filter((each) => each.id === id)) stored.visibleAt = now + ms;
    },
    /** Somebody has received it so many times before. */
    deliver: (url: string, id: string, times: number): void => {
      for (const stored of of(url).filter((each) => each.id === id)) stored.receives += times;
    },
    onRelease: (use: () => void): void => {
      released = use;
    },
    countPhantoms: (count: number): void => {
      phantoms = count;
    },
    pass: (ms: number): void => {
      now += ms;
    },
    now: (): number => now,
  };
};
