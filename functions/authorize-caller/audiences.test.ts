import { expect } from "chai";
import { audiences } from "./audiences.ts";

describe("audiences", () => {
  it("accepts a list of texts", () => {
    expect(audiences.read('["api","https://api.example.com"]')).to.deep.equal([
      "api",
      "https://api.example.com",
    ]);
  });

  for (const text of ["", "api", '"api"', "[]", '[""]', '["api",1]', "{}"])
    it(`refuses ${text === "" ? "nothing" : text}`, () => {
      expect(audiences.read(text)).to.equal(undefined);
    });
});
