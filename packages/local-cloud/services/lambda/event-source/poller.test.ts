import { setImmediate as turn } from "node:timers/promises";
import { expect } from "chai";
import { makeClock } from "../../../core/clock.ts";
import type { Delivery } from "./deliver-batch.ts";
import { until } from "../../../testing/until.ts";
import { type Poller, startPoller } from "./poller.ts";
import type { SqsRecord } from "./sqs-event.ts";

const aRecord = (n: number): SqsRecord => ({ messageId: String(n), receiptHandle: String(n) });
const speed = 10;

describe("startPoller", () => {
  let poller: Poller | undefined;
  afterEach(async () => poller?.stop());
  /** Each turn of the poller's loop calls `gather`; deliveries end when the test says so. */
  const start = (maximumConcurrency: number, gather: (n: number) => Promise<readonly SqsRecord[]>) => {
    const ends: ((delivery: Delivery) => void)[] = [];
    const pauses: number[] = [];
    const log: string[] = [];
    const clock = makeClock(speed);
    let gathered = 0;
    poller = startPoller({
      gather: async (signal) => {
        await turn();
        signal.throwIfAborted();
        return gather((gathered += 1));
      },
      deliver: async () => new Promise((resolve) => ends.push(resolve)),
      maximumConcurrency,
      clock: {
        ...clock,
        wait: async (ms, signal) => {
          pauses.push(ms);
          await clock.wait(Math.min(ms, 10), signal);
        },
      },
      log: (_level, _source, message) => log.push(message),
      source: "event-source:jobs",
    });
    return { ends, pauses, log, gathered: () => gathered };
  };

  it("keeps as many batches under way as it may, and no more", async () => {
    const { ends } = start(3, async (n) => [aRecord(n)]);
    await until("3 deliveries are under way", () => ends.length === 3, 5);
    for (let i = 0; i < 20; i += 1) await turn();
    expect(ends).to.have.length(3);
    ends[0]?.("done");
    await until("4 deliveries are under way", () => ends.length === 4, 5);
  });

  it("pauses longer after each failed invocation and tries one batch at a time, until one succeeds", async () => {
    const { ends, pauses } = start(2, async (n) => [aRecord(n)]);
    await until("2 deliveries are under way", () => ends.length === 2, 5);
    ends[0]?.("thrown");
    ends[1]?.("thrown");
    await until("3 deliveries are under way", () => ends.length === 3, 5);
    for (let i = 0; i < 20; i += 1) await turn();
    expect(ends).to.have.length(3);
    ends[2]?.("thrown");
    await until("4 deliveries are under way", () => ends.length === 4, 5);
    const before = pauses.length;
    ends[3]?.("done");
    await until("6 deliveries are under way", () => ends.length === 6, 5);
    expect(pauses.slice(before)).to.deep.equal([]);
    expect(pauses).to.deep.equal(pauses.toSorted((a, b) => a - b));
    expect(pauses.at(-1)).to.be.greaterThan(pauses[0] ?? Infinity);
  });

  it("pauses longer each time the queue refuses, in real time, and says so once", async () => {
    const polled: number[] = [];
    const { ends, log } = start(1, async (n) => {
      polled.push(performance.now());
      if (n <= 3) throw new Error("AccessDenied");
      return [aRecord(n)];
    });
    await until("1 deliveries are under way", () => ends.length === 1, 5);
    for (const [index, ms] of [100, 200, 400].entries())
      expect((polled[index + 1] ?? 0) - (polled[index] ?? 0)).to.be.at.least(ms - 5);
    expect(log).to.have.length(1);
    expect(log[0]).to.contain("AccessDenied");
  });

  it("says so when the queue refuses for another reason, and when it refuses again", async () => {
    const answers = ["AccessDenied", "AccessDenied", "Gone", undefined, "Gone"];
    const { ends, log } = start(1, async (n) => {
      const answer = answers[n - 1];
      if (answer !== undefined) throw new Error(answer);
      return n > answers.length ? [aRecord(n)] : [];
    });
    await until("1 deliveries are under way", () => ends.length === 1, 5);
    expect(log.map((line) => line.replace(/.*Error: /, ""))).to.deep.equal(["AccessDenied", "Gone", "Gone"]);
  });

  it("goes on polling after an empty batch without a pause", async () => {
    const { ends, pauses } = start(1, async (n) => (n < 5 ? [] : [aRecord(n)]));
    await until("1 deliveries are under way", () => ends.length === 1, 5);
    expect(pauses).to.deep.equal([]);
  });

  it("counts the parts of a batch that is too large for one invocation", async () => {
    const large = "x".repeat(4_000_000);
    const { ends } = start(2, async () => [1, 2, 3].map((n) => ({ ...aRecord(n), body: large })));
    await until("2 deliveries are under way", () => ends.length === 2, 5);
    for (let i = 0; i < 20; i += 1) await turn();
    expect(ends).to.have.length(2);
    ends[0]?.("done");
    await until("3 deliveries are under way", () => ends.length === 3, 5);
  });

  it("stops at once, even while a batch is under way", async () => {
    const { ends, gathered } = start(1, async (n) => [aRecord(n)]);
    await until("1 deliveries are under way", () => ends.length === 1, 5);
    const begin = performance.now();
    await poller?.stop();
    expect(performance.now() - begin).to.be.below(2_000);
    const count = gathered();
    ends[0]?.("done");
    for (let i = 0; i < 20; i += 1) await turn();
    expect(gathered()).to.be.at.most(count + 1);
  });
});
