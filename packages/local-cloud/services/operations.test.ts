import { expect } from "chai";
import { findOperation } from "./sqs/operations.ts";
import { operations } from "./operations.ts";

describe("operations", () => {
  it("names only what SQS plays: a fault on anything else would never strike", () => {
    expect(operations.sqs.filter((name) => findOperation(name) === undefined)).to.deep.equal([]);
  });
});
