import { assertLeft } from "@message-handler/domain/testing/assert-either.ts";
import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import { useFakeTimers, type SinonFakeTimers } from "sinon";
import { startDeadline, withDeadline } from "./with-deadline.ts";

const never = new Promise<never>(() => {});

/** What it answers by now. */
const soon = async <T>(work: Promise<T>): Promise<T | "waiting"> =>
  Promise.race([work, Promise.resolve("waiting" as const)]);

const failLate = async (): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error("late")), 2000);
  });

describe("withDeadline", () => {
  let clock: SinonFakeTimers;
  beforeEach(() => {
    clock = useFakeTimers();
  });
  afterEach(() => clock.restore());

  it("returns the work's result and leaves no timer behind", async () => {
    expect(await withDeadline(async () => E.right("done"), 1000)).to.deep.equal(E.right("done"));
    expect(await withDeadline(async () => E.left("refused"), 1000)).to.deep.equal(E.left("refused"));
    expect(clock.countTimers()).to.equal(0);
  });

  it("turns what is thrown, at once or later, into a failure that needs an operator", async () => {
    const cause = new RangeError("a bug");
    const atOnce = withDeadline(() => {
      throw cause;
    }, 1000);
    const later = withDeadline(async () => Promise.reject(cause), 1000);
    for (const result of await Promise.all([atOnce, later]))
      expect(assertLeft(result)).to.include({
        kind: "Transient",
        code: "Unknown",
        needsOperator: true,
        cause,
      });
  });

  it("fails with DeadlineExceeded when the work does not end in time", async () => {
    const result = withDeadline(async () => never, 1000);
    await clock.tickAsync(999);
    expect(await soon(result)).to.equal("waiting");
    await clock.tickAsync(1);
    expect(assertLeft(await result)).to.include({ code: "DeadlineExceeded", needsOperator: false });
  });

  it("does not wait when no time is left", async () => {
    const result = withDeadline(async () => never, -5);
    await clock.tickAsync(1);
    expect(assertLeft(await result)).to.include({ code: "DeadlineExceeded" });
  });

  it("ignores a late rejection of the work", async () => {
    const result = withDeadline(failLate, 1000);
    await clock.tickAsync(3000);
    expect(assertLeft(await result)).to.include({ code: "DeadlineExceeded" });
  });
});

describe("startDeadline", () => {
  let clock: SinonFakeTimers;
  beforeEach(() => {
    clock = useFakeTimers();
  });
  afterEach(() => clock.restore());

  it("gives up all the work that has not ended, with one timer, and what begins after it at once", async () => {
    const deadline = startDeadline(1000);
    const ended = deadline.run(async () => E.right("done"));
    const late = [deadline.run(async () => never), deadline.run(failLate)];
    expect(clock.countTimers()).to.equal(2); // failLate has one of its own
    await clock.tickAsync(1000);
    expect(await ended).to.deep.equal(E.right("done"));
    for (const result of await Promise.all([...late, deadline.run(async () => never)]))
      expect(assertLeft(result)).to.include({ code: "DeadlineExceeded" });
  });
});
