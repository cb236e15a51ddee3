import { expect } from "chai";
import * as fc from "fast-check";
import { decodeReceiptHandle, toReceiptHandle } from "./receipt-handle.ts";

const receipt = { queue: "jobs", sequence: 7, messageId: "m-1", receiveCount: 3 };

describe("SQS receipt handles", () => {
  it("decodes a receipt handle to the receive it belongs to", () => {
    expect(decodeReceiptHandle("jobs", toReceiptHandle(receipt))).to.deep.equal(receipt);
  });

  it("rejects a receipt handle of another queue, and one with any character changed", () => {
    const handle = toReceiptHandle(receipt);
    expect(() => decodeReceiptHandle("other", handle)).to.throw("not a valid receipt handle");
    expect(() => decodeReceiptHandle("jobs", "")).to.throw("not a valid receipt handle");
    const position = fc.integer({ min: 0, max: handle.length - 1 });
    fc.assert(
      fc.property(position, fc.constantFrom("A", "z", "0", "9", "+", "/", "="), (at, character) => {
        fc.pre(handle[at] !== character);
        const changed = handle.slice(0, at) + character + handle.slice(at + 1);
        expect(() => decodeReceiptHandle("jobs", changed)).to.throw("not a valid receipt handle");
      }),
    );
  });
});
