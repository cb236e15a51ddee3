import { expect } from "chai";
import { deployedNames } from "../infra/config/environments.ts";
import { help, parseDeployOptions } from "./deploy-options.ts";

describe("parseDeployOptions", () => {
  it("takes every environment that is deployed, asks, and writes outputs.json", () => {
    for (const environment of deployedNames)
      expect(parseDeployOptions([environment])).to.deep.equal({
        environment,
        isApproved: false,
        outputsFile: "outputs.json",
      });
  });

  it("takes every option that the help names", () => {
    const args = ["dev", "--yes", "--outputs", "x.json"];
    expect(parseDeployOptions(args)).to.deep.include({ isApproved: true, outputsFile: "x.json" });
    expect(parseDeployOptions(["--help"])).to.equal("help");
    expect([...help.matchAll(/^ {2}--(\w+)/gm)].map(([, name]) => name)).to.deep.equal([
      "yes",
      "outputs",
      "help",
    ]);
  });

  for (const args of [[], ["local"], ["bootstrap"], ["dev", "staging"]])
    it(`refuses "${args.join(" ")}" with the environments that there are`, () => {
      expect(() => parseDeployOptions(args)).to.throw(
        `expected one environment of ${deployedNames.join(", ")}`,
      );
    });

  it("refuses an option that it does not know, and an empty path", () => {
    expect(() => parseDeployOptions(["dev", "--force"])).to.throw("--force");
    expect(() => parseDeployOptions(["dev", "--outputs", ""])).to.throw("--outputs: expected a path");
  });
});
