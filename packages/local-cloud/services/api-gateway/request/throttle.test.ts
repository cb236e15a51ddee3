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

  it("takes no tokens away when the machine's clock is set back", () => {
    let time = 60_000;
    const take = makeThrottle({ rate: 2, burst: 3 }, () => new Date(time));
    time = 0;
    expect([take(), take(), take(), take()]).to.deep.equal([true, true, true, false]);
    time += 500;
    expect(take()).to.equal(true);
  });

  it("allows nothing at a burst of 0", () => {
    expect(makeThrottle({ rate: 0, burst: 0 }, () => new Date())()).to.equal(false);
  });
});
