// What a policy may say, and that everything else stops the load with the place it stands in.
import { expect } from "chai";
import { decodePolicy } from "./decode-policy.ts";
import type { PolicyKind } from "./policy.ts";
import { StackError } from "../stack/stack-error.ts";

const identity = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const resource = { ...identity, Principal: "*" };
const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };

const decode = (kind: PolicyKind, ...statements: readonly unknown[]) =>
  decodePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }), kind, "aws_x.y");

describe("decodePolicy", () => {
  it("takes one value for a list of one, statements included", () => {
    const one = decodePolicy(JSON.stringify({ Statement: identity }), "identity", "aws_x.y");
    const list = decode("identity", { ...identity, Action: ["s3:GetObject"], Resource: ["*"] });
    expect(one).to.deep.equal(list);
    expect(one).to.have.length(1);
  });

  it("reads every kind of principal", () => {
    const Principal = {
      AWS: ["000000000000", "arn:aws:iam::111111111111:root", "arn:aws:iam::000000000000:role/worker", "*"],
      Service: "sns.amazonaws.com",
    };
    expect(decode("resource", { ...resource, Principal })[0]?.principals).to.deep.equal([
      { kind: "account", id: "000000000000" },
      { kind: "account", id: "111111111111" },
      { kind: "arn", arn: "arn:aws:iam::000000000000:role/worker" },
      { kind: "everyone" },
      { kind: "service", name: "sns.amazonaws.com" },
    ]);
  });

  it("takes a document without statements, or a statement without actions, as granting nothing", () => {
    expect(decodePolicy("{}", "identity", "aws_x.y")).to.deep.equal([]);
    expect(decode("identity", { ...identity, Action: [] })[0]?.actions).to.deep.equal([]);
  });

  const condition = (operator: string, key: string, value: unknown) => ({
    ...identity,
    Condition: { [operator]: { [key]: value } },
  });
  const refused: readonly (readonly [string, PolicyKind, unknown, string])[] = [
    ["an unknown element", "identity", { ...identity, Ifs: 1 }, "Statement[0].Ifs is not known"],
    ["an effect of its own", "identity", { ...identity, Effect: "Maybe" }, "Statement[0].Effect"],
    ["no action", "identity", { Effect: "Allow", Resource: "*" }, "has no Action"],
    ["NotAction", "identity", { ...identity, NotAction: "s3:*" }, "NotAction is not understood"],
    ["NotResource", "identity", { ...identity, NotResource: "*" }, "NotResource is not understood"],
    [
      "an action without a service",
      "identity",
      { ...identity, Action: "GetObject" },
      '"GetObject" is no action',
    ],
    ["no resource", "identity", { Effect: "Allow", Action: "*" }, "has no Resource"],
    [
      "a resource that is no ARN",
      "identity",
      { ...identity, Resource: "files/*" },
      '"files/*" is no resource',
    ],
    ["a principal of an identity", "identity", resource, "names no principal"],
    ["no principal of a resource", "resource", identity, "has no Principal"],
    ["NotPrincipal", "resource", { ...identity, NotPrincipal: "*" }, "NotPrincipal is not understood"],
    [
      "a principal with a wildcard",
      "resource",
      { ...resource, Principal: { AWS: "arn:aws:iam::1:role/*" } },
      "is no principal",
    ],
    [
      "an unknown principal type",
      "resource",
      { ...resource, Principal: { CanonicalUser: "x" } },
      "CanonicalUser",
    ],
    [
      "someone from outside of AWS",
      "trust",
      { ...trust, Principal: { Federated: "token.example.com" } },
      "Federated",
    ],
    ["a resource of a trust", "trust", { ...trust, Resource: "*" }, "a trust policy names no resource"],
    [
      "a trust that asks for a source",
      "trust",
      { ...trust, Condition: { ArnLike: { "aws:SourceArn": "arn:aws:a:b:c:d" } } },
      "condition key aws:SourceArn",
    ],
    [
      "an unknown operator",
      "identity",
      condition("DateLessThan", "aws:SourceAccount", "x"),
      "operator DateLessThan is not known",
    ],
    [
      "a prefix of an operator",
      "identity",
      condition("ForAnyValue:StringLike", "aws:SourceAccount", "x"),
      "operator ForAnyValue:StringLike is not known",
    ],
    [
      "a condition of S3 beside another service's action",
      "identity",
      { ...condition("Null", "s3:if-none-match", "true"), Action: "sqs:SendMessage" },
      "condition key s3:if-none-match is not known",
    ],
    [
      "a test for a key's absence that holds or not",
      "identity",
      condition("NullIfExists", "aws:SourceAccount", "true"),
      "operator NullIfExists is not known",
    ],
    [
      "an unknown key",
      "identity",
      condition("StringEquals", "dynamodb:LeadingKeys", "x"),
      "key dynamodb:LeadingKeys is not known",
    ],
    [
      "a key of calls to KMS beside another action",
      "identity",
      {
        ...condition("StringEquals", "kms:ViaService", "sqs.us-east-1.amazonaws.com"),
        Action: ["kms:Decrypt", "sqs:ReceiveMessage"],
      },
      "key kms:ViaService is not known",
    ],
    [
      "a value of another type",
      "identity",
      condition("Bool", "aws:SecureTransport", "yes"),
      '"yes" is no value for Bool',
    ],
    [
      "a pattern that is no ARN",
      "identity",
      condition("ArnLike", "aws:SourceArn", "x"),
      '"x" is no value for ArnLike',
    ],
    [
      "a comparison of numbers",
      "identity",
      condition("NumericLessThan", "aws:SourceAccount", "1"),
      "condition operator NumericLessThan is not known",
    ],
    [
      "a comparison without regard to case",
      "identity",
      condition("StringEqualsIgnoreCase", "aws:SourceAccount", "a"),
      "condition operator StringEqualsIgnoreCase is not known",
    ],
    [
      "a variable in a resource",
      "identity",
      { ...identity, Resource: "arn:aws:s3:::${aws:username}" },
      "policy variables",
    ],
    [
      "a variable in a condition",
      "identity",
      condition("StringLike", "aws:SourceAccount", "${aws:x}"),
      "policy variables",
    ],
  ];
  for (const [what, kind, statement, problem] of refused)
    it(`refuses ${what}`, () => {
      expect(() => decode(kind, statement))
        .to.throw(StackError, /^aws_x\.y: /)
        .with.property("message")
        .contains(problem);
    });

  it("refuses what is no JSON, no object, or of an unknown version", () => {
    for (const text of ["{", "[]", '{"Version":"2020-01-01"}', '{"Statements":[]}'])
      expect(() => decodePolicy(text, "identity", "aws_x.y")).to.throw(StackError, /^aws_x\.y: /);
  });

  it("reports every statement that is wrong", () => {
    const wrong = { ...identity, Action: "x" };
    expect(() => decode("identity", wrong, identity, wrong))
      .to.throw(StackError)
      .with.property("problems")
      .deep.equals(['aws_x.y: Statement[0]: "x" is no action', 'aws_x.y: Statement[2]: "x" is no action']);
  });
});
