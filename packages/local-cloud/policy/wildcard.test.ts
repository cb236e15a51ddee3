// Wildcards, by example and against a plain regular expression.
import { expect } from "chai";
import * as fc from "fast-check";
import { matchesArn, matchesWildcard } from "./wildcard.ts";

describe("matchesWildcard", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["", "", true],
    ["*", "", true],
    ["?", "", false],
    ["a*c", "abbc", true],
    ["a*c", "abbcd", false],
    ["a?c", "abc", true],
    ["a?c", "ac", false],
    ["*a*b", "xaybzb", true],
    ["a.c", "abc", false],
    ["s3:Get*", "s3:GetObject", true],
  ];
  for (const [pattern, text, expected] of cases)
    it(`${expected ? "fits" : "does not fit"} ${JSON.stringify(text)} to ${JSON.stringify(pattern)}`, () => {
      expect(matchesWildcard(pattern, text)).to.equal(expected);
    });

  it("agrees with the regular expression of the same meaning", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
    const patterns = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 6 });
    fc.assert(
      fc.property(patterns, letters, (pattern, text) => {
        const same = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);
        expect(matchesWildcard(pattern, text)).to.equal(same.test(text));
      }),
      { numRuns: 1000 },
    );
  });

  it("stays fast on a pattern that makes backtracking explode", () => {
    expect(matchesWildcard(`${"a*".repeat(30)}b`, "a".repeat(5000))).to.equal(false);
  });
});

describe("matchesArn", () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ["arn:aws:s3:::files/*", "arn:aws:s3:::files/a/b:c", true],
    ["arn:aws:s3:::files", "arn:aws:s3:::files/a", false],
    ["arn:aws:sqs:*:*:jobs", "arn:aws:sqs:us-east-1:000000000000:jobs", true],
    ["arn:aws:sqs:*:jobs", "arn:aws:sqs:us-east-1:000000000000:jobs", false],
    ["arn:aws:sqs:us-east-1:000000000000:*", "arn:aws:sqs:us-east-1:000000000000:a:b", true],
    ["arn:aws:sqs:us-east-1:000000000000:JOBS", "arn:aws:sqs:us-east-1:000000000000:jobs", false],
    ["arn:aws:s3:::*", "*", false],
    ["arn:aws:s3:*:*:*", "arn:aws:s3", false],
  ];
  for (const [pattern, arn, expected] of cases)
    it(`${expected ? "fits" : "does not fit"} ${arn} to ${pattern}`, () => {
      expect(matchesArn(pattern, arn)).to.equal(expected);
    });
});
