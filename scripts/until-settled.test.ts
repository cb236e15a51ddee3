import { expect } from "chai";
import { untilSettled } from "./until-settled.ts";

/** Gives one answer after the other, the last one for ever. */
const anAsk = (...answers: readonly [number, ...number[]]) => {
  let asked = 0;
  const ask = async (): Promise<number> => {
    asked += 1;
    return answers[Math.min(asked, answers.length) - 1] ?? answers[0];
  };
  return { ask, times: () => asked };
};

const isSettled = (status: number): boolean => status < 400;

describe("untilSettled", () => {
  it("asks again until the answer is one to go by", async () => {
    const { ask, times } = anAsk(500, 404, 200, 500);
    expect(await untilSettled(ask, isSettled, { timeoutMs: 60_000, pauseMs: 0 })).to.equal(200);
    expect(times()).to.equal(3);
  });

  it("gives the last answer when the time is up", async () => {
    const { ask, times } = anAsk(500, 404);
    expect(await untilSettled(ask, isSettled, { timeoutMs: 20, pauseMs: 1 })).to.equal(404);
    expect(times()).to.be.above(1);
  });

  it("does not repeat what could not be asked", async () => {
    const failed = new Error("refused");
    const outcome = await untilSettled(async () => Promise.reject(failed), isSettled, {
      timeoutMs: 60_000,
      pauseMs: 0,
    }).catch((error: unknown) => error);
    expect(outcome).to.equal(failed);
  });
});
