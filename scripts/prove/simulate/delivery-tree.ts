// All that one delivery of a message can do: what it asks of the stores next, after each history of answers it can get.
// The real worker runs once for each history.
import * as E from "fp-ts/lib/Either.js";
import type { Answer } from "./aws-answer.ts";
import type { MakeWorker } from "./make-worker.ts";
import { ownerOf, type Sent } from "./sent.ts";
import { toAttributes, toReturnedIds, toSqsEvent } from "./sqs-event.ts";
import type { Call } from "./stores.ts";
import { settled } from "./virtual-clock.ts";

/** `gone`: it has ended and its message stays in the queue, or a copy of it is there. */
export type End = "acknowledged" | "gone";

export type Moment = {
  /** The same in every moment in which nothing more can happen. */
  readonly id: number;
  /** Calls without an answer, by their place among its calls. */
  readonly pending: ReadonlyMap<number, Call>;
  readonly end?: End;
  /** Calls made so far. */
  readonly calls: number;
  /** Once the call at this place is answered so. */
  readonly next: (place: number, answer: Answer) => Promise<Moment>;
};

type Answered = readonly (readonly [place: number, answer: Answer])[];

/** Nothing takes time here: what is late is late because others were faster. */
const NOW = Date.UTC(2023, 11, 10, 22, 3);
const ID = "delivery";
const done = async () => E.right(undefined);

const toText = (answer: Answer): string =>
  "error" in answer ? answer.error.name : JSON.stringify(answer.output);

const isAcknowledged = (answer: unknown, isCopied: boolean): boolean =>
  !isCopied && toReturnedIds(answer, [ID]).length === 0;

const play = async (makeWorker: MakeWorker, sent: Sent, answered: Answered) => {
  const calls: Call[] = [];
  const answers: ((answer: Answer) => void)[] = [];
  let isCopied = false;
  let end: End | undefined;
  const worker = makeWorker({
    storesOf: () => async (call) => {
      calls.push(call);
      return new Promise((resolve) => answers.push(resolve));
    },
    changeVisibility: done,
    deleteMessage: done,
    sendCopy: async () => {
      isCopied = true;
      return E.right(undefined);
    },
    random: () => 0,
    now: () => new Date(NOW),
  });
  const event = toSqsEvent([
    {
      sqsMessageId: ID,
      receiptHandle: ID,
      receiveCount: 1,
      sentAt: sent.receivedAt,
      body: sent.raw,
      groupId: ownerOf(sent),
      attributes: toAttributes(sent),
    },
  ]);
  const run = async (): Promise<End> => {
    try {
      const invocation = { awsRequestId: "invocation", getRemainingTimeInMillis: () => 30_000 };
      return isAcknowledged(await worker(event, invocation), isCopied) ? "acknowledged" : "gone";
    } catch {
      // An error returns the batch.
      return "gone";
    }
  };
  void run().then((ended) => (end = ended));
  await settled();
  for (const [place, answer] of answered) {
    answers[place]?.(answer);
    await settled();
  }
  const places = new Set(answered.map(([place]) => place));
  const pending = new Map([...calls.entries()].filter(([place]) => !places.has(place)));
  return { calls: calls.length, pending, end };
};

/** @param nextId gives each moment its number; 0 and 1 are those of a delivery that is gone, and of one acknowledged */
export const makeDeliveryTree = (makeWorker: MakeWorker, sent: Sent, nextId: () => number) => {
  const visit = async (answered: Answered): Promise<Moment> => {
    const { calls, pending, end } = await play(makeWorker, sent, answered);
    const isOver = end !== undefined && pending.size === 0;
    const children = new Map<string, Promise<Moment>>();
    return {
      id: isOver ? (end === "gone" ? 0 : 1) : nextId(),
      calls,
      pending,
      ...(end === undefined ? {} : { end }),
      next: async (place, answer) => {
        const key = `${place} ${toText(answer)}`;
        const child = children.get(key) ?? visit([...answered, [place, answer]]);
        children.set(key, child);
        return child;
      },
    };
  };
  return visit([]);
};
