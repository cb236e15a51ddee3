import { expect } from "chai";
import { compileSubstitution } from "./substitution.ts";

const context = {
  requestId: "r-1",
  requestTimeEpoch: 5,
  error: { message: "$context.requestId" },
  identity: {},
};

describe("variables in gateway responses and access logs", () => {
  it("replaces variables once, with and without braces, and leaves other dollars alone", () => {
    const render = compileSubstitution(
      "$context.requestId ${context.requestTimeEpoch} $5 $",
      "gateway-response",
    );
    expect(render(context, "")).to.equal("r-1 5 $5 $");
    expect(compileSubstitution("$context.error.message", "gateway-response")(context, "")).to.equal(
      "$context.requestId",
    );
  });

  it("puts the given text for what a request does not have", () => {
    const render = compileSubstitution("$context.identity.userArn|$context.authorizer.x", "access-log");
    expect(render(context, "-")).to.equal("-|-");
  });

  for (const text of [
    "$context.nope",
    "$input.body",
    "$util.urlEncode('x')",
    "$context.status",
    "#if(true)x#end",
    "$context",
    "$stageVariables.tint",
    "$context.authorizer.claims.sub",
    "$context.authorizer",
  ]) {
    it(`rejects ${text} in a gateway response`, () => {
      expect(() => compileSubstitution(text, "gateway-response")).to.throw();
    });
  }
});
