import { expect } from "chai";
import { parseSmokeOptions } from "./smoke-options.ts";

describe("parseSmokeOptions", () => {
  it("takes what npm start wrote unless told otherwise", () => {
    const options = parseSmokeOptions([]);
    expect(options).to.deep.include({
      environment: undefined,
      timeoutSeconds: 30,
    });
    expect(options)
      .to.have.property("outputsFile")
      .that.matches(/\/outputs\.json$/);
  });

  it("takes a file, an environment and a time-out", () => {
    expect(parseSmokeOptions(["out.json", "--env", "dev", "--timeout", "60"])).to.deep.equal({
      outputsFile: "out.json",
      environment: "dev",
      timeoutSeconds: 60,
    });
  });

  it("asks for help when that was asked for", () => {
    expect(parseSmokeOptions(["--help"])).to.equal("help");
  });

  for (const [args, named] of [
    [["--timeout", "soon"], /--timeout/],
    [["--timeout", "0"], /--timeout/],
    [["--nonsense"], /--nonsense/],
    [["a.json", "b.json"], /b\.json/],
  ] as const)
    it(`names what is wrong with ${args.join(" ")}`, () => {
      expect(() => parseSmokeOptions(args)).to.throw(named);
    });
});
