import { expect } from "chai";
import { makeMemoryQueue, VISIBILITY_MS } from "./memory-queue.ts";
import { toSent } from "./sent.ts";
import { makeVirtualClock } from "./virtual-clock.ts";

const aSend = (n: number) => ({
  sent: toSent({ kind: "valid", id: `${n}`, company: "c", amount: n }, n, 0),
  at: 0,
});

const aQueue = () => {
  const clock = makeVirtualClock();
  const dead: string[] = [];
  const queue = makeMemoryQueue({
    clock,
    onReady: () => undefined,
    onDead: ({ send }) => dead.push(send.sent.name),
  });
  /** The next that is received, when it is, unless nothing is due any more. */
  const next = () => {
    for (;;) {
      const [receipt] = queue.receive(1, () => 0);
      if (receipt !== undefined || !clock.step()) return receipt;
    }
  };
  return { clock, queue, dead, next };
};

describe("the queue of a simulation", () => {
  it("hides what is received, gives it out again, and dead-letters it after three receives", () => {
    const { clock, queue, dead, next } = aQueue();
    const send = aSend(1);
    queue.send(send, 5000, {});
    const receivedAt = [1, 2, 3].map(() => {
      next();
      return clock.now();
    });
    expect(receivedAt).to.deep.equal([5000, 5000 + VISIBILITY_MS, 5000 + 2 * VISIBILITY_MS]);
    expect(next()).to.equal(undefined);
    expect(dead).to.deep.equal(["m1"]);
    expect(queue.places(send)).to.equal(1);
    expect(queue.redrive()).to.equal(true);
    expect(next()?.entry.receiveCount).to.equal(1);
    expect(queue.redrive()).to.equal(false);
  });

  it("deletes by the receipt of the last receive alone", () => {
    const { queue, next } = aQueue();
    const send = aSend(1);
    queue.send(send, 0, {});
    const [first, second] = [next(), next()];
    if (first === undefined || second === undefined) throw new Error("expected two receives");
    expect(queue.remove(first)).to.equal(false);
    expect(queue.remove(second)).to.equal(true);
    expect(queue.places(send)).to.equal(0);
    expect(next()).to.equal(undefined);
  });

  it("repeats a receive although its message is deleted", () => {
    const { queue, next } = aQueue();
    queue.send(aSend(1), 0, {});
    const receipt = next();
    if (receipt === undefined) throw new Error("expected a receive");
    queue.remove(receipt);
    queue.duplicate(receipt);
    expect(next()).to.include({ entry: receipt.entry, isDuplicate: true });
  });
});
