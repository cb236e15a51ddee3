import { duplexPair } from "node:stream";
import { expect } from "chai";
import { makeHeartbeat } from "./heartbeat.ts";

const never = new Promise<never>(() => undefined);

/** A process that answers the ticks it gets as `answer` says, and what it was sent. */
const makeProcess = (answer: (tick: number) => number | undefined, ran = () => 100) => {
  const [lifeline, other] = duplexPair();
  let received = 0;
  other.on("data", ({ length }: Buffer) => {
    received += length;
    const ticks = answer(received);
    if (ticks !== undefined) other.write(Buffer.of(ticks));
  });
  return { heartbeat: makeHeartbeat(lifeline, ran), received: () => received };
};

describe("the heartbeat of a function's process", () => {
  it("gives the work's own result", async () => {
    const { heartbeat } = makeProcess(() => 1);
    expect(await heartbeat(Promise.resolve("done"), 60_000)).to.equal("done");
  });

  it("expires after as many ticks as the time has", async () => {
    const { heartbeat, received } = makeProcess(() => 1);
    expect(await heartbeat(never, 500)).to.equal("expired");
    expect(received()).to.be.within(4, 5);
  });

  it("sends no tick for time in which this process could not run", async () => {
    const { heartbeat, received } = makeProcess(
      () => 1,
      () => 25,
    );
    const startedAt = performance.now();
    expect(await heartbeat(never, 300)).to.equal("expired");
    expect(received()).to.be.within(2, 3);
    expect(performance.now() - startedAt).to.be.greaterThan(1_150);
  });

  it("expires sooner for a process that computed in between", async () => {
    const { heartbeat, received } = makeProcess(() => 100);
    expect(await heartbeat(never, 10_000)).to.equal("expired");
    expect(received()).to.be.within(1, 2);
  });

  it("expires for a process that never answers, and sends it nothing more", async () => {
    const { heartbeat, received } = makeProcess(() => undefined);
    expect(await heartbeat(never, 500)).to.equal("expired");
    expect(received()).to.equal(1);
  });

  it("forgives a process what it could not answer for a while", async () => {
    const [lifeline, other] = duplexPair();
    let isStarved = true;
    const heartbeat = makeHeartbeat(lifeline, () => 100);
    const startedAt = performance.now();
    const outcome = heartbeat(never, 1_000);
    other.on("data", () => {
      // It is let run again after 800 of its 1,000 ms.
      if (isStarved) setTimeout(() => other.write(Buffer.of(1)), 750);
      else other.write(Buffer.of(1));
      isStarved = false;
    });
    expect(await outcome).to.equal("expired");
    expect(performance.now() - startedAt).to.be.greaterThan(1_600);
  });
});
