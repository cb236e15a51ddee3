import { expect } from "chai";
import { toReturnedIds } from "./sqs-event.ts";

describe("what Lambda makes of a worker's answer", () => {
  const cases: readonly (readonly [what: string, answer: unknown, returned: readonly string[]])[] = [
    ["acknowledges all of a batch without failures", { batchItemFailures: [] }, []],
    ["returns what failed", { batchItemFailures: [{ itemIdentifier: "b" }] }, ["b"]],
    ["acknowledges all where there is no answer", undefined, []],
    ["acknowledges all where there is no list", { batchItemFailures: null }, []],
    [
      "returns all for an id that is none of the batch",
      { batchItemFailures: [{ itemIdentifier: "x" }] },
      ["a", "b"],
    ],
    ["returns all for an entry without an id", { batchItemFailures: [{ id: "a" }] }, ["a", "b"]],
  ];
  for (const [what, answer, returned] of cases)
    it(what, () => {
      expect(toReturnedIds(answer, ["a", "b"])).to.deep.equal(returned);
    });
});
