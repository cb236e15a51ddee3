import { expect } from "chai";
import { toBatchResult } from "./batch-response.ts";

const ids = new Set(["a", "b"]);

describe("toBatchResult", () => {
  const successes = [
    "null",
    '""',
    "{}",
    '{"batchItemFailures":null}',
    '{"batchItemFailures":[]}',
    '{"other":1}',
  ];
  for (const payload of successes) {
    it(`takes ${payload} as a complete success`, () => {
      expect(toBatchResult(payload, ids)).to.deep.equal({ kind: "understood", failed: new Set() });
    });
  }

  it("takes the listed messages as failed, also when listed twice", () => {
    const payload = '{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"b"}]}';
    expect(toBatchResult(payload, ids)).to.deep.equal({ kind: "understood", failed: new Set(["b"]) });
  });

  const failures = [
    '{"batchItemFailures":[{"itemIdentifier":"unknown"}]}',
    '{"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":""}]}',
    '{"batchItemFailures":[{"itemIdentifier":null}]}',
    '{"batchItemFailures":[{"itemIdentifer":"a"}]}',
    '{"batchItemFailures":["a"]}',
    '{"batchItemFailures":{"itemIdentifier":"a"}}',
    '{"batchItemFailures":"a"}',
    '"text"',
    "5",
    "[]",
    "not json",
    "",
  ];
  for (const payload of failures) {
    it(`takes ${payload || "nothing"} as a complete failure`, () => {
      expect(toBatchResult(payload, ids).kind).to.equal("malformed");
    });
  }
});
