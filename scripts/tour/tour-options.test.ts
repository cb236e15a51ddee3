import { expect } from "chai";
import { parseTourOptions } from "./tour-options.ts";

describe("parseTourOptions", () => {
  it("waits for keys, at outputs.json, unless told otherwise", () => {
    expect(parseTourOptions([])).to.deep.equal({ yes: false, outputsFile: undefined });
    expect(parseTourOptions(["--yes", "--outputs", "a.json"])).to.deep.equal({
      yes: true,
      outputsFile: "a.json",
    });
  });

  it("answers a request for help", () => {
    expect(parseTourOptions(["--help"])).to.equal("help");
  });

  it("names an option that it does not know, or that lacks its value", () => {
    expect(() => parseTourOptions(["--fast"])).to.throw("--fast");
    expect(() => parseTourOptions(["--outputs", " "])).to.throw("--outputs: expected a path");
  });
});
