import { expect } from "chai";
import { makeThrottle } from "./throttle.ts";

describe("throttling by API Gateway", () => {
  it("allows a burst, then as many requests as the rate refills", () => {
    let time = 0;
    const take = makeThrottle({ rate: 2, burst: 3 }, () => new Date(time));
    expect([take(), take(), take(), take()]).to.deep.equal([true, true, true, false]);
    time += 500;
    expect([take(), take()]).to.deep.equal([true, false]);
    time += 60_000;
    expect([take(), take(), take(), take()]).to.deep.equal([true, true, true, false]);
  });

  it("allows nothing at a burst of 0", () => {
    expect(makeThrottle({ rate: 0, burst: 0 }, () => new Date())()).to.equal(false);
  });
});
