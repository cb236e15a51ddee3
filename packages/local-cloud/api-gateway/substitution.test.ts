import { expect } from "chai";
import { compileSubstitution } from "./substitution.ts";

const values = {
  context: { requestId: "r-1", requestTimeEpoch: 5, error: { message: "$context.requestId" }, identity: {} },
  stageVariables: { colour: "blue" },
};

describe("compileSubstitution", () => {
  it("replaces variables once, with and without braces, and leaves other dollars alone", () => {
    const render = compileSubstitution(
      "$context.requestId ${context.requestTimeEpoch} $5 $",
      "gateway-response",
    );
    expect(render(values, "")).to.equal("r-1 5 $5 $");
    expect(compileSubstitution("$context.error.message", "gateway-response")(values, "")).to.equal(
      "$context.requestId",
    );
  });

  it("knows stage variables in gateway responses", () => {
    expect(compileSubstitution("$stageVariables.colour", "gateway-response")(values, "")).to.equal("blue");
  });

  it("puts the given text for what a request does not have", () => {
    const render = compileSubstitution("$context.identity.userArn|$context.authorizer.x", "access-log");
    expect(render(values, "-")).to.equal("-|-");
  });

  for (const text of [
    "$context.nope",
    "$input.body",
    "$util.urlEncode('x')",
    "$context.status",
    "#if(true)x#end",
    "$context",
  ]) {
    it(`refuses ${text} in a gateway response`, () => {
      expect(() => compileSubstitution(text, "gateway-response")).to.throw();
    });
  }
});
