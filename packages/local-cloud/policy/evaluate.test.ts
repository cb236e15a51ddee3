// The evaluation of statements, as a table: who does what to what under which conditions.
import { expect } from "chai";
import * as fc from "fast-check";
import { decodePolicy } from "./decode-policy.ts";
import { evaluate } from "./evaluate.ts";
import type { Evaluation, Request } from "./evaluate.ts";
import type { PolicyKind } from "./policy.ts";

const role = "arn:aws:iam::000000000000:role/worker";
const session = "arn:aws:sts::000000000000:assumed-role/worker/local";
const jobs = "arn:aws:sqs:us-east-1:000000000000:jobs";

type Context = Readonly<Record<string, string>>;

const toRequest = (action: string, resource: string, context: Context = {}): Request => ({
  caller: { kind: "role", arns: [role, session], account: "000000000000" },
  action,
  resource,
  context: new Map(Object.entries(context)),
});

const byService = (name: string, context: Context = {}): Request => ({
  ...toRequest("sqs:SendMessage", jobs, context),
  caller: { kind: "service", name },
});

const decide = (kind: PolicyKind, statements: readonly object[], request: Request): Evaluation =>
  evaluate(decodePolicy(JSON.stringify({ Statement: statements }), kind, "aws_x.y"), request);

describe("evaluate", () => {
  const send = toRequest("sqs:SendMessage", jobs);
  const allow = { Effect: "Allow", Action: "sqs:SendMessage", Resource: jobs };
  const deny = { ...allow, Effect: "Deny" };

  const byIdentity: readonly (readonly [string, readonly object[], Request, Evaluation])[] = [
    ["nothing", [], send, "implicitDeny"],
    ["the very action and resource", [allow], send, "allow"],
    ["another action", [{ ...allow, Action: "sqs:DeleteMessage" }], send, "implicitDeny"],
    ["another resource", [{ ...allow, Resource: `${jobs}2` }], send, "implicitDeny"],
    ["the action in other letters", [{ ...allow, Action: "SQS:sendmessage" }], send, "allow"],
    ["every action of the service", [{ ...allow, Action: "sqs:*" }], send, "allow"],
    ["every action", [{ ...allow, Action: "*" }], send, "allow"],
    ["one character of the action", [{ ...allow, Action: "sqs:SendMessag?" }], send, "allow"],
    ["every resource", [{ ...allow, Resource: "*" }], send, "allow"],
    [
      "one of a list",
      [{ ...allow, Action: ["sqs:A", "sqs:SendMessage"], Resource: [`${jobs}2`, jobs] }],
      send,
      "allow",
    ],
    ["a denial beside a permission", [allow, deny], send, "explicitDeny"],
    ["a denial before a permission", [deny, allow], send, "explicitDeny"],
    ["a denial of something else", [allow, { ...deny, Action: "sqs:PurgeQueue" }], send, "allow"],
    ["no action at all", [{ ...allow, Action: [] }], send, "implicitDeny"],
    [
      "a named resource, for a call without one",
      [{ ...allow, Action: "*" }],
      toRequest("sqs:ListQueues", "*"),
      "implicitDeny",
    ],
    [
      "every resource, for a call without one",
      [{ ...allow, Action: "*", Resource: "*" }],
      toRequest("sqs:ListQueues", "*"),
      "allow",
    ],
  ];
  for (const [what, statements, request, decision] of byIdentity)
    it(`says ${decision} when an identity's policy names ${what}`, () => {
      expect(decide("identity", statements, request)).to.equal(decision);
    });

  const byResource: readonly (readonly [string, unknown, Request, Evaluation])[] = [
    ["everyone", "*", send, "allow"],
    ["everyone in AWS", { AWS: "*" }, send, "allow"],
    ["the role", { AWS: role }, send, "allow"],
    ["the role's session", { AWS: session }, send, "allow"],
    ["another role", { AWS: `${role}2` }, send, "implicitDeny"],
    [
      "the account, which leaves it to the role's own policies",
      { AWS: "000000000000" },
      send,
      "implicitDeny",
    ],
    ["a service, for a role", { Service: "sns.amazonaws.com" }, send, "implicitDeny"],
    ["the service", { Service: "sns.amazonaws.com" }, byService("sns.amazonaws.com"), "allow"],
    ["another service", { Service: "s3.amazonaws.com" }, byService("sns.amazonaws.com"), "implicitDeny"],
    ["everyone, for a service", "*", byService("sns.amazonaws.com"), "allow"],
    ["the role, for a service", { AWS: role }, byService("sns.amazonaws.com"), "implicitDeny"],
    ["nobody", { AWS: [] }, send, "implicitDeny"],
  ];
  for (const [what, Principal, request, decision] of byResource)
    it(`says ${decision} when a resource's policy allows ${what}`, () => {
      expect(decide("resource", [{ ...allow, Principal }], request)).to.equal(decision);
    });

  it("denies to every role of an account that a denial names", () => {
    const Principal = { AWS: "arn:aws:iam::000000000000:root" };
    expect(decide("resource", [{ ...deny, Principal }], send)).to.equal("explicitDeny");
    expect(decide("resource", [{ ...deny, Principal: { AWS: "111111111111" } }], send)).to.equal(
      "implicitDeny",
    );
  });

  const source = "arn:aws:execute-api:us-east-1:000000000000:api/live/GET/things";
  const conditions: readonly (readonly [object, Context, boolean])[] = [
    [{ StringEquals: { "aws:SourceAccount": "1" } }, { "aws:sourceaccount": "1" }, true],
    [{ StringEquals: { "AWS:SOURCEACCOUNT": "1" } }, { "aws:sourceaccount": "1" }, true],
    [{ StringEquals: { "aws:SourceAccount": ["1", "2"] } }, { "aws:sourceaccount": "2" }, true],
    [{ StringEquals: { "aws:SourceAccount": "1" } }, { "aws:sourceaccount": "12" }, false],
    [{ StringEquals: { "aws:SourceAccount": "1" } }, {}, false],
    [{ StringEquals: { "aws:PrincipalArn": role.toUpperCase() } }, { "aws:principalarn": role }, false],
    [{ StringLike: { "aws:SourceAccount": "1?*" } }, { "aws:sourceaccount": "123" }, true],
    [{ StringEquals: { "aws:SourceAccount": "1*" } }, { "aws:sourceaccount": "123" }, false],
    [
      { ArnLike: { "aws:SourceArn": "arn:aws:execute-api:*:*:api/*/GET/things" } },
      { "aws:sourcearn": source },
      true,
    ],
    [{ ArnLike: { "aws:SourceArn": "arn:aws:*:api/*:*:*" } }, { "aws:sourcearn": source }, false],
    [{ Bool: { "aws:SecureTransport": "false" } }, { "aws:securetransport": "true" }, false],
    [{ Bool: { "aws:SecureTransport": false } }, { "aws:securetransport": "false" }, true],
    [{ Bool: { "aws:SecureTransport": "true" } }, {}, false],
    [{ StringNotEquals: { "aws:SourceAccount": ["1", "2"] } }, { "aws:sourceaccount": "3" }, true],
    [{ StringNotEquals: { "aws:SourceAccount": ["1", "2"] } }, { "aws:sourceaccount": "2" }, false],
    [{ StringNotEquals: { "aws:SourceAccount": "1" } }, {}, true],
    [
      { ArnNotLike: { "aws:SourceArn": "arn:aws:execute-api:*:*:api/*" } },
      { "aws:sourcearn": source },
      false,
    ],
    [{ ArnNotLike: { "aws:SourceArn": "arn:aws:sqs:*:*:*" } }, { "aws:sourcearn": source }, true],
    [{ StringEqualsIfExists: { "aws:SourceAccount": "1" } }, {}, true],
    [{ StringEqualsIfExists: { "aws:SourceAccount": "1" } }, { "aws:sourceaccount": "2" }, false],
    [{ Null: { "aws:SourceAccount": "true" } }, {}, true],
    [{ Null: { "aws:SourceAccount": "true" } }, { "aws:sourceaccount": "1" }, false],
    [{ Null: { "aws:SourceAccount": "false" } }, { "aws:sourceaccount": "1" }, true],
    [
      { StringEquals: { "aws:SourceAccount": "1" }, Bool: { "aws:SecureTransport": "true" } },
      { "aws:sourceaccount": "1", "aws:securetransport": "false" },
      false,
    ],
  ];
  for (const [Condition, context, holds] of conditions)
    it(`${holds ? "holds" : "does not hold"}: ${JSON.stringify(Condition)} of ${JSON.stringify(context)}`, () => {
      const request = toRequest("sqs:SendMessage", jobs, context);
      expect(decide("identity", [{ ...allow, Condition }], request)).to.equal(
        holds ? "allow" : "implicitDeny",
      );
    });

  it("denies whenever one applicable statement denies, wherever it stands", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("Allow", "Deny"), { minLength: 1 }), (effects) => {
        const statements = effects.map((Effect) => ({ ...allow, Effect }));
        expect(decide("identity", statements, send)).to.equal(
          effects.includes("Deny") ? "explicitDeny" : "allow",
        );
      }),
    );
  });

  it("never allows more because a statement of denial was added", () => {
    const action = fc.constantFrom("sqs:SendMessage", "sqs:*", "sqs:Get*", "*");
    fc.assert(
      fc.property(fc.array(action), action, (actions, denied) => {
        const statements = actions.map((Action) => ({ ...allow, Action }));
        const before = decide("identity", statements, send);
        const after = decide("identity", [...statements, { ...deny, Action: denied }], send);
        expect(after === "allow" && before !== "allow").to.equal(false);
      }),
    );
  });
});
