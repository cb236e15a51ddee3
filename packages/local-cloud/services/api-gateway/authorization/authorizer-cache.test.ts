import { expect } from "chai";
import * as fc from "fast-check";
import { makeClock } from "../../../core/clock.ts";
import { makeAuthorizerCache, MAX_RESULTS, toCacheKey } from "./authorizer-cache.ts";

const answer = { principalId: "someone", context: {}, statements: [] };

describe("the authorizer cache of API Gateway", () => {
  it("keeps a result for its time, divided by the speed-up, and not a moment longer", () => {
    let time = 0;
    const cache = makeAuthorizerCache(makeClock(10), () => new Date(time));
    cache.put("a", answer, 60);
    time = 5_999;
    expect(cache.get("a")).to.equal(answer);
    time = 6_000;
    expect(cache.get("a")).to.equal(undefined);
  });

  it("returns nothing for another key", () => {
    const cache = makeAuthorizerCache(makeClock(1), () => new Date(0));
    cache.put("a", answer, 60);
    expect(cache.get("b")).to.equal(undefined);
  });

  it("evicts the oldest result when it is full", () => {
    const cache = makeAuthorizerCache(makeClock(1), () => new Date(0));
    for (let index = 0; index < MAX_RESULTS; index += 1) cache.put(`t${index}`, answer, 3600);
    cache.put("t0", answer, 3600); // said anew: now the youngest
    cache.put("more", answer, 3600);
    expect(["t0", "t1", "t2", "more"].map((key) => cache.get(key) !== undefined)).to.deep.equal([
      true,
      false,
      true,
      true,
    ]);
  });
});

describe("toCacheKey", () => {
  it("hashes the token to a short key", () => {
    const token = "x".repeat(16_000);
    expect(toCacheKey("v1", "a", [token])).to.have.length.below(64);
  });

  it("is the same for the same stage, authorizer and values only", () => {
    const part = fc.string({ maxLength: 3, unit: fc.constantFrom('"', ",", "\\", "[", "a") });
    const parts = fc.tuple(part, part, fc.array(part, { maxLength: 3 }));
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        expect(toCacheKey(...one) === toCacheKey(...other)).to.equal(isSame);
      }),
    );
  });
});
