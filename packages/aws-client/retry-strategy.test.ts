import { expect } from "chai";
import { useFakeTimers, type SinonFakeTimers } from "sinon";
import { makeRetryStrategy } from "./retry-strategy.ts";

type ErrorType = "THROTTLING" | "TRANSIENT";

describe("makeRetryStrategy", () => {
  let clock: SinonFakeTimers;
  beforeEach(() => {
    // Other tests may leave native ones behind.
    clock = useFakeTimers({ shouldClearNativeTimers: true });
  });
  afterEach(() => clock.restore());

  /** Attempts of a call that always fails, and how long it took. */
  const fail = async (
    strategy: ReturnType<typeof makeRetryStrategy>,
    errorType: ErrorType,
    hint: { readonly retryAfterHint?: Date } = {},
  ) => {
    const start = Date.now();
    const call = async (): Promise<number> => {
      let token = await strategy.acquireInitialRetryToken("");
      for (let attempts = 1; ; attempts += 1) {
        try {
          token = await strategy.refreshRetryTokenForRetry(token, { errorType, ...hint });
        } catch {
          return attempts;
        }
      }
    };
    const attempts = call();
    await clock.runAllAsync();
    return { attempts: await attempts, ms: Date.now() - start };
  };

  for (const [errorType, longest, shortest] of [
    ["THROTTLING", 35, 0],
    ["TRANSIENT", 350, 70],
  ] as const) {
    it(`tries four times within ${longest} ms: ${errorType}`, async () => {
      const calls = [];
      for (let call = 0; call < 50; call += 1) calls.push(await fail(makeRetryStrategy(4), errorType));
      expect(new Set(calls.map(({ attempts }) => attempts))).to.deep.equal(new Set([4]));
      expect(Math.max(...calls.map(({ ms }) => ms)))
        .to.be.below(longest)
        .and.above(shortest);
    });

    it(`comes down to one attempt when nothing ever succeeds, and is back at four after one success: ${errorType}`, async () => {
      const strategy = makeRetryStrategy(4);
      const attempts: number[] = [];
      for (let call = 0; call < 50; call += 1) attempts.push((await fail(strategy, errorType)).attempts);
      expect(attempts[0]).to.equal(4);
      expect(attempts.at(-1)).to.equal(1);
      strategy.recordSuccess();
      expect((await fail(strategy, errorType)).attempts).to.equal(4);
    });
  }

  it("pauses no longer where the service names a later time: the queue is the place to wait in", async () => {
    const retryAfterHint = new Date(Date.now() + 60_000);
    const { attempts, ms } = await fail(makeRetryStrategy(4), "THROTTLING", { retryAfterHint });
    expect(attempts).to.equal(4);
    expect(ms).to.be.below(1000);
  });

  it("keeps its four attempts for as long as every second call succeeds", async () => {
    const strategy = makeRetryStrategy(4);
    for (let call = 0; call < 500; call += 1) {
      expect((await fail(strategy, "TRANSIENT")).attempts).to.equal(4);
      strategy.recordSuccess();
    }
  });
});
