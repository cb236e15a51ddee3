import { expect } from "chai";
import { findOperation as findSnsOperation } from "../sns/operations.ts";
import { findOperation as findSqsOperation } from "../sqs/operations.ts";
import { operations } from "./operations.ts";

describe("operations", () => {
  it("names only what SQS and SNS play: a fault on anything else would never strike", () => {
    expect(operations.sqs.filter((name) => findSqsOperation(name) === undefined)).to.deep.equal([]);
    expect(operations.sns.filter((name) => findSnsOperation(name) === undefined)).to.deep.equal([]);
  });
});
