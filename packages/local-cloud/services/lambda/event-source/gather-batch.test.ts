import { expect } from "chai";
import { makeClock } from "../../../core/clock.ts";
import { rejectionOf } from "../../../testing/rejection-of.ts";
import { makeGatherBatch } from "./gather-batch.ts";
import type { Message } from "./source-queue.ts";

const message: Message = {
  MessageId: "m",
  ReceiptHandle: "r",
  Body: "x",
  MD5OfBody: "5",
  Attributes: {},
  MessageAttributes: {},
};
const messages = (count: number): readonly Message[] => Array.from({ length: count }, () => message);
const { signal } = new AbortController();

const make = (answers: readonly (number | Error)[], batchSize: number, windowSeconds: number) => {
  const asked: (readonly [number, number])[] = [];
  const gather = makeGatherBatch({
    queue: {
      receive: async ({ max, waitSeconds }) => {
        const answer = answers[asked.length] ?? 0;
        asked.push([max, waitSeconds]);
        if (answer instanceof Error) throw answer;
        return messages(answer);
      },
    },
    batchSize,
    windowSeconds,
    clock: makeClock(10),
  });
  return { gather, asked };
};

describe("makeGatherBatch", () => {
  it("takes what is there when there is no window", async () => {
    const { gather, asked } = make([3], 10, 0);
    expect(await gather(signal)).to.have.length(3);
    expect(asked).to.deep.equal([[10, 20]]);
  });

  it("asks for no more than the batch holds", async () => {
    const { gather, asked } = make([4], 4, 0);
    await gather(signal);
    expect(asked).to.deep.equal([[4, 20]]);
  });

  it("comes back empty when nothing came", async () => {
    expect(await make([0], 10, 60).gather(signal)).to.deep.equal([]);
  });

  it("asks again until a batch of more than ten is full", async () => {
    const { gather, asked } = make([10, 10, 5], 25, 300);
    expect(await gather(signal)).to.have.length(25);
    expect(asked.map(([max]) => max)).to.deep.equal([10, 10, 5]);
  });

  it("ends with the window, which the speed shortens", async () => {
    const { gather } = make([2, 1], 10, 3);
    const begin = performance.now();
    expect(await gather(signal)).to.have.length(3);
    expect(performance.now() - begin).to.be.within(250, 1_500);
  });

  it("keeps what it has when a later receive fails, and rejects the next call with that failure, once", async () => {
    const { gather } = make([2, new Error("later"), 3, 7], 10, 60);
    expect(await gather(signal)).to.have.length(2);
    expect(String(await rejectionOf(gather(signal)))).to.contain("later");
    expect(await gather(signal)).to.have.length(10);
  });

  it("rejects when the first receive fails", async () => {
    const error = await make([new Error("first")], 10, 60)
      .gather(signal)
      .catch((reason: unknown) => reason);
    expect(String(error)).to.contain("first");
  });
});
