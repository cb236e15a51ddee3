import { expect } from "chai";
import { help, parseStartOptions } from "./start-options.ts";

describe("parseStartOptions", () => {
  it("has a default for everything", () => {
    expect(parseStartOptions([])).to.deep.equal({
      port: 3000,
      awsPort: 4566,
      environment: "local",
      dataDirectory: undefined,
      speed: 1,
      stackFile: undefined,
    });
  });

  it("takes every option that the help names", () => {
    const options = ["--port=0", "--aws-port=1", "--env=prod", "--data=d", "--speed=2.5", "--stack-file=s"];
    expect(parseStartOptions(options)).to.deep.equal({
      port: 0,
      awsPort: 1,
      environment: "prod",
      dataDirectory: "d",
      speed: 2.5,
      stackFile: "s",
    });
    for (const option of options) expect(help).to.include(option.split("=")[0]);
    expect(parseStartOptions(["--help"])).to.equal("help");
  });

  for (const [option, value] of [
    ["port", "70000"],
    ["aws-port", "x"],
    ["aws-port", ""],
    ["speed", "0"],
    ["speed", "fast"],
    ["env", "production"],
    ["data", ""],
    ["stack-file", " "],
  ] as const)
    it(`refuses --${option}=${value} and names the option`, () => {
      expect(() => parseStartOptions([`--${option}=${value}`])).to.throw(`--${option}: expected`);
    });

  for (const args of [["--prot", "1"], ["stray"]])
    it(`refuses ${args.join(" ")}`, () => {
      expect(() => parseStartOptions(args)).to.throw(args[0] ?? "");
    });
});
