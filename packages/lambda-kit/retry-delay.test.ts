import { expect } from "chai";
import * as fc from "fast-check";
import { toRetryDelay } from "./retry-delay.ts";

const LONGEST = 42_000;
const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const baseSeconds = fc.integer({ min: 1, max: 900 });

describe("toRetryDelay", () => {
  it("draws whole seconds from [base·2^(n−1), base·2^n)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), baseSeconds, chance, (delivery, base, drawn) => {
        const delay = toRetryDelay({ delivery, baseSeconds: base, random: () => drawn });
        expect(delay).to.satisfy(Number.isInteger);
        expect(delay).to.be.within(base * 2 ** (delivery - 1), base * 2 ** delivery - 1);
      }),
    );
  });

  it("uses the whole range", () => {
    const delays = [0, 0.5, 0.999999].map((drawn) =>
      toRetryDelay({ delivery: 2, baseSeconds: 20, random: () => drawn }),
    );
    expect(delays).to.deep.equal([40, 60, 79]);
  });

  it("makes each delay longer than the one before, up to the longest", () => {
    fc.assert(
      fc.property(fc.nat(40), baseSeconds, chance, chance, (n, base, first, second) => {
        const before = toRetryDelay({ delivery: n + 1, baseSeconds: base, random: () => first });
        const after = toRetryDelay({ delivery: n + 2, baseSeconds: base, random: () => second });
        expect(after > before || (before === LONGEST && after === LONGEST)).to.equal(true);
      }),
    );
  });

  it("stays within what SQS accepts for any number of deliveries", () => {
    fc.assert(
      fc.property(fc.nat(), baseSeconds, chance, (delivery, base, drawn) => {
        const delay = toRetryDelay({ delivery, baseSeconds: base, random: () => drawn });
        expect(delay).to.be.within(base, LONGEST);
      }),
    );
  });
});
