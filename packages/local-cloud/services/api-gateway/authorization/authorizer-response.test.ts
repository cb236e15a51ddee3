import { expect } from "chai";
import { decide, decodeAuthorizerResponse } from "./authorizer-response.ts";
import { GatewayError } from "../request/gateway-error.ts";

const stage = "arn:aws:execute-api:us-east-1:000000000000:abc/v1";
const statement = { Effect: "Allow", Action: "execute-api:Invoke", Resource: `${stage}/*` };

const answer = (changes: object = {}) => ({
  principalId: "someone",
  policyDocument: { Version: "2012-10-17", Statement: [statement] },
  ...changes,
});
const withStatements = (...Statement: readonly object[]) => answer({ policyDocument: { Statement } });
const decode = (value: unknown) => decodeAuthorizerResponse(JSON.stringify(value));

describe("responses of Lambda authorizers", () => {
  it("takes a policy with and without a context, whose values become text", () => {
    expect(decode(answer()).context).to.deep.equal({});
    expect(decode(answer({ context: { text: "a", number: 1.5, flag: false } }))).to.deep.include({
      principalId: "someone",
      context: { text: "a", number: "1.5", flag: "false" },
    });
  });

  const refused: readonly (readonly [string, unknown])[] = [
    ["nothing", null],
    ["a text", "Allow"],
    ["a list", [answer()]],
    ["true", true],
    ["no principal", answer({ principalId: undefined })],
    ["a principal that is no text", answer({ principalId: 7 })],
    ["an empty principal", answer({ principalId: "" })],
    ["no policy", answer({ policyDocument: undefined })],
    ["a policy as text", answer({ policyDocument: JSON.stringify({ Statement: [statement] }) })],
    ["a list as policy", answer({ policyDocument: [statement] })],
    ["a policy without statements", withStatements()],
    ["an effect of its own", withStatements({ ...statement, Effect: "Maybe" })],
    ["an effect in lower case", withStatements({ ...statement, Effect: "allow" })],
    ["a statement without a resource", withStatements({ Effect: "Allow", Action: "execute-api:Invoke" })],
    ["a resource that is no ARN", withStatements({ ...statement, Resource: "/jobs" })],
    ["a principal in a statement", withStatements({ ...statement, Principal: "*" })],
    ["a condition", withStatements({ ...statement, Condition: { Bool: { "aws:SecureTransport": "true" } } })],
    ["an unknown key", answer({ usageIdentifierKey: "x" })],
    ["an object in the context", answer({ context: { claims: { sub: "x" } } })],
    ["a list in the context", answer({ context: { groups: ["x"] } })],
    ["null in the context", answer({ context: { company: null } })],
    ["a context that is none", answer({ context: "x" })],
    ["null for a context", answer({ context: null })],
  ];
  for (const [name, value] of refused) {
    it(`rejects ${name} with a reason for the log alone`, () => {
      expect(() => decode(value))
        .to.throw(GatewayError, /^$/)
        .that.includes({ type: "AUTHORIZER_CONFIGURATION_ERROR", status: 500 })
        .and.has.property("reason")
        .that.contains("malformed answer of the authorizer");
    });
  }

  it("refuses what is no JSON", () => {
    expect(() => decodeAuthorizerResponse("<html>")).to.throw(GatewayError);
  });

  it("keeps a context key that JavaScript would take for more than data", () => {
    const payload = JSON.stringify(answer()).replace(/\}$/, ',"context":{"__proto__":"x","toString":"y"}}');
    const { context } = decodeAuthorizerResponse(payload);
    expect(Object.getPrototypeOf(context)).to.equal(Object.prototype);
    expect(Object.hasOwn(context, "toString") && context["toString"]).to.equal("y");
  });
});

describe("policies of Lambda authorizers", () => {
  const decision = (...Statement: readonly object[]) =>
    decide(decode(withStatements(...Statement)), `${stage}/GET/jobs/7`);

  it("allows what a statement allows, and nothing else", () => {
    expect(decision(statement)).to.equal("allow");
    expect(decision({ ...statement, Resource: `${stage}/GET/jobs/*` })).to.equal("allow");
    for (const Resource of [
      `${stage}/POST/jobs/7`,
      `${stage}/GET/jobs`,
      "arn:aws:execute-api:us-east-1:000000000000:abc/v2/*",
    ])
      expect(decision({ ...statement, Resource })).to.equal("implicitDeny");
    expect(decision({ ...statement, Action: "execute-api:ManageConnections" })).to.equal("implicitDeny");
  });

  it("denies what any statement denies, whatever the others allow", () => {
    expect(decision(statement, { ...statement, Effect: "Deny", Resource: `${stage}/GET/*` })).to.equal(
      "explicitDeny",
    );
  });
});
