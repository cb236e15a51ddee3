import { expect } from "chai";
import { afterRunning, measureRunning, tickMs, watchStalls } from "./running-time.ts";

/** Nothing of this process runs meanwhile. */
const starve = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
/** Of a processor's time: a busy machine gives less of it than the clock says. */
const compute = (ms: number): void => {
  const usedMs = (): number => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const end = usedMs() + ms;
  while (usedMs() < end);
};
const nextTurn = async (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

describe("the time in which a process runs", () => {
  it("holds what it computes, and nothing while it cannot run", () => {
    const ran = measureRunning();
    compute(50);
    expect(ran()).to.be.within(1, 51);
    starve(200);
    expect(ran()).to.be.lessThan(10);
  });

  it("holds what it waits for, by a tick a turn at most", async () => {
    const ran = measureRunning();
    await new Promise((resolve) => void setTimeout(resolve, 60));
    await nextTurn();
    expect(ran()).to.be.within(50, tickMs);
    compute(2 * tickMs);
    expect(ran()).to.be.at.most(tickMs);
  });

  it("must be up before something expires", async () => {
    const startedAt = performance.now();
    const expired = new Promise<number>((resolve) => {
      afterRunning(300, () => resolve(performance.now() - startedAt));
    });
    starve(1_000);
    expect(await expired).to.be.greaterThan(1_190);
  });

  it("is what a stall is not", () => {
    const { stalled, stop } = watchStalls();
    expect(stalled()).to.equal(0);
    starve(1_200);
    expect(stalled()).to.be.greaterThan(1_150);
    expect(stalled()).to.equal(0);
    stop();
  });
});
