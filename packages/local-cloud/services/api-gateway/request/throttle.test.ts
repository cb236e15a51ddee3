import { expect } from "chai";
import { makeThrottle } from "./throttle.ts";

describe("makeThrottle", () => {
  it("lets a burst through, then as many as the rate fills up again", () => {
    let time = 0;
    const take = makeThrottle({ rate: 2, burst: 3 }, () => new Date(time));
    expect([take(), take(), take(), take()]).to.deep.equal([true, true, true, false]);
    time += 500;
    expect([take(), take()]).to.deep.equal([true, false]);
    time += 60_000;
    expect([take(), take(), take(), take()]).to.deep.equal([true, true, true, false]);
  });

  it("lets nothing through at a burst of 0", () => {
    expect(makeThrottle({ rate: 0, burst: 0 }, () => new Date())()).to.equal(false);
  });
});
