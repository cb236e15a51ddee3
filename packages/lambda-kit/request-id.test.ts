import { expect } from "chai";
import { toRequestId } from "./request-id.ts";

const requestIdOf = (text: string) => toRequestId({ attributes: new Map([["request_id", text]]) });

describe("toRequestId", () => {
  it("accepts the gateway's ids", () => {
    expect(requestIdOf("0a6f2f3e-0f5a-4a51-9c0a-2d1d8e3a7b10")).to.equal(
      "0a6f2f3e-0f5a-4a51-9c0a-2d1d8e3a7b10",
    );
  });

  it("refuses a text that could hold more than an id", () => {
    for (const text of ["", "a b", 'a"b', "a\nb", "a".repeat(65)])
      expect(requestIdOf(text)).to.equal(undefined);
    expect(toRequestId({ attributes: new Map() })).to.equal(undefined);
  });
});
