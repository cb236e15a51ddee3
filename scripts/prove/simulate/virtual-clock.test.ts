import { expect } from "chai";
import { makeVirtualClock, settled, withVirtualTimeOuts } from "./virtual-clock.ts";

describe("the clock of a simulation", () => {
  it("does what is due in the order of its time, then of its asking, and nothing that was called off", () => {
    const clock = makeVirtualClock();
    const done: string[] = [];
    const note = (name: string) => () => done.push(`${name} at ${clock.now()}`);
    clock.after(30, note("c"));
    clock.after(10, note("a"));
    clock.after(10, note("b"));
    clock.after(20, note("never"))();
    while (clock.step());
    expect(done).to.deep.equal(["a at 10", "b at 10", "c at 30"]);
  });

  it("runs the time-outs of the code under test, which takes no time", async () => {
    const clock = makeVirtualClock();
    const real = globalThis.setTimeout;
    const done: string[] = [];
    await withVirtualTimeOuts(clock, async () => {
      const cleared = setTimeout(() => done.push("cleared"), 1);
      const waiting = new Promise<void>((resolve) => {
        setTimeout(resolve, 3_600_000);
      }).then(() => done.push("waited"));
      clearTimeout(cleared);
      while (clock.step()) await settled();
      await waiting;
    });
    expect(done).to.deep.equal(["waited"]);
    expect(clock.now()).to.equal(3_600_000);
    expect(globalThis.setTimeout).to.equal(real);
  });
});
