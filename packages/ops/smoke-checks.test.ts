import { expect } from "chai";
import { pollUntil, toPauseMs } from "./smoke-checks.ts";

/** Gives one answer after the other, then the last one again and again. */
const answering = (...answers: readonly [number, ...number[]]) => {
  let asked = 0;
  const ask = async (): Promise<number> => {
    asked += 1;
    return answers[Math.min(asked, answers.length) - 1] ?? answers[0];
  };
  return { ask, times: () => asked };
};

const isSettled = (status: number): boolean => status < 400;

describe("pollUntil", () => {
  it("asks again until an answer is settled", async () => {
    const { ask, times } = answering(500, 404, 200, 500);
    expect(await pollUntil(ask, isSettled, { timeoutMs: 60_000, toPauseMs: () => 0 })).to.equal(200);
    expect(times()).to.equal(3);
  });

  it("gives the last answer when the time is up", async () => {
    const { ask, times } = answering(500, 404);
    expect(await pollUntil(ask, isSettled, { timeoutMs: 20, toPauseMs: () => 1 })).to.equal(404);
    expect(times()).to.be.above(1);
  });

  it("does not repeat a request that rejects", async () => {
    const failed = new Error("refused");
    const outcome = await pollUntil(async () => Promise.reject(failed), isSettled, {
      timeoutMs: 60_000,
      toPauseMs: () => 0,
    }).catch((error: unknown) => error);
    expect(outcome).to.equal(failed);
  });
});

describe("toPauseMs", () => {
  it("asks often in the first second, and then more and more seldom, up to every five seconds", () => {
    const times = [0];
    for (let waited = 0; waited < 60_000; times.push(waited)) waited += toPauseMs(waited);
    const askedWithin = (seconds: number): number => times.filter((time) => time <= seconds * 1000).length;
    expect([1, 30, 60].map(askedWithin)).to.deep.equal([9, 28, 34]);
    expect(toPauseMs(600_000)).to.equal(5000);
  });
});
