import { expect } from "chai";
import { toBundleLine } from "./bundle-functions.ts";

describe("toBundleLine", () => {
  it("says a zip's size to a tenth of a KiB, and not the next whole one", () => {
    expect(toBundleLine("dist/query-messages.zip", 43_040)).to.equal("dist/query-messages.zip  42.0 KiB");
    expect(toBundleLine("dist/authorize-caller.zip", 9688)).to.equal("dist/authorize-caller.zip  9.5 KiB");
  });
});
