import { expect } from "chai";
import { deployedNames } from "../config/environments.ts";
import {
  allOf,
  bootstrapStack,
  policyDocuments,
  refTo,
  resourcesOf,
  statementsOf,
  theOnly,
} from "./synth.ts";
import type { PolicyStatement, Resource } from "./synth.ts";

/**
 * Actions that know no resource, or that a plan asks about all. Source: Service Authorization Reference, "Resource
 * types" of each action; `logs:DescribeLogGroups` is asked with a prefix, and answers with names alone.
 */
const withoutResource = [
  "kms:CreateKey",
  "kms:ListAliases",
  "lambda:CreateEventSourceMapping",
  "logs:DescribeLogGroups",
  "sns:GetSubscriptionAttributes",
  "sns:Unsubscribe",
  "xray:PutTelemetryRecords",
  "xray:PutTraceSegments",
];

/** A family of actions that AWS means to be granted as one. */
const families = ["kms:ReEncrypt*"];

const stack = bootstrapStack;

const policyNamed = (name: string): Resource => {
  const policy = allOf(stack(), "aws_iam_policy").find(({ body }) => body["name"] === name);
  if (policy === undefined) throw new Error(`bootstrap makes no policy ${name}`);
  return policy;
};

const ciRoles = (): readonly Resource[] =>
  allOf(stack(), "aws_iam_role").filter(({ body }) =>
    /^message-handler-(?:plan|deploy-)/.test(String(body["name"])),
  );

const trustOf = ({ body }: Resource): readonly PolicyStatement[] =>
  statementsOf(stack(), body["assume_role_policy"]);

/** Of the policies attached to a role. */
const grantsOf = (role: Resource): readonly PolicyStatement[] =>
  allOf(stack(), "aws_iam_role_policy_attachment")
    .filter(({ body }) => String(body["role"]).startsWith(`\${${role.address}.`))
    .flatMap(({ body }) => {
      const policy = allOf(stack(), "aws_iam_policy").find((one) => body["policy_arn"] === refTo(one, "arn"));
      return statementsOf(stack(), policy?.body["policy"]);
    });

const nameOf = ({ body }: Resource): string => String(body["name"]);

describe("what bootstrap lets workflows do", () => {
  it("is for jobs of one repository, known by subject and audience in full", () => {
    expect(ciRoles()).to.have.length(1 + deployedNames.length);
    for (const role of ciRoles())
      for (const { actions, condition = [], principals } of trustOf(role)) {
        expect(actions).to.deep.equal(["sts:AssumeRoleWithWebIdentity"]);
        expect(principals?.map(({ type }) => type)).to.deep.equal(["Federated"]);
        expect(condition.map(({ test }) => test)).to.deep.equal(condition.map(() => "StringEquals"));
        const claims = new Map(
          condition.map(({ variable, values }) => [variable.replace(/^.*:/, ""), values] as const),
        );
        expect(claims.get("aud")).to.deep.equal(["sts.amazonaws.com"]);
        const [subject, ...others] = claims.get("sub") ?? [];
        expect(others).to.deep.equal([]);
        const environment = /-deploy-(.+)$/.exec(nameOf(role))?.[1];
        expect(subject).to.equal(
          `repo:\${var.github_repository}:${environment === undefined ? "pull_request" : `environment:${environment}`}`,
        );
        if (environment !== undefined) expect(claims.get("ref")).to.deep.equal(["refs/heads/main"]);
      }
  });

  it("stays within a boundary, whatever anybody attaches to a role", () => {
    const boundary = refTo(policyNamed("message-handler-ci"), "arn");
    for (const role of ciRoles()) expect(role.body["permissions_boundary"], nameOf(role)).to.equal(boundary);
  });

  it("is to read, for a pull request", () => {
    const [plan] = ciRoles().filter((role) => nameOf(role).endsWith("-plan"));
    const actions = (plan === undefined ? [] : grantsOf(plan)).flatMap(
      (statement) => statement.actions ?? [],
    );
    expect(actions).not.to.deep.equal([]);
    expect(
      actions.filter((action) => !/^[a-z0-9]+:(?:Get|List|Describe)[A-Za-z]*$|^apigateway:GET$/.test(action)),
    ).to.deep.equal([]);
    // Reading what companies sent is no part of a plan.
    expect(
      actions.filter((action) =>
        /dynamodb:(?:GetItem|Query|Scan)|sqs:Receive|logs:GetLogEvents/.test(action),
      ),
    ).to.deep.equal([]);
  });

  it("names every resource that can be named, and every action in full", () => {
    // A boundary grants nothing: it may speak of whole services.
    const boundaries = ["message-handler-ci"].map((name) => policyNamed(name).body["policy"]);
    for (const { address, statements } of policyDocuments(stack()))
      if (!boundaries.includes(`\${${address}.json}`))
        for (const { effect = "Allow", actions = [], resources = [], not_actions: except } of statements) {
          if (effect === "Deny") continue;
          expect(except, address).to.equal(undefined);
          expect(
            actions.filter((action) => action.includes("*") && !families.includes(action)),
            address,
          ).to.deep.equal([]);
          if (resources.includes("*"))
            expect(
              actions.filter((action) => !withoutResource.includes(action)),
              address,
            ).to.deep.equal([]);
        }
  });

  it("never is to take the boundaries away, to make people, or to read messages", () => {
    const denied = statementsOf(stack(), policyNamed("message-handler-ci").body["policy"])
      .filter(({ effect, resources }) => effect === "Deny" && resources?.includes("*") === true)
      .flatMap(({ actions }) => actions ?? []);
    expect(denied).to.include.members([
      "iam:CreateUser",
      "iam:CreateAccessKey",
      "iam:DeleteRolePermissionsBoundary",
      "iam:AttachRolePolicy",
      "dynamodb:GetItem",
      "dynamodb:Scan",
      "sqs:ReceiveMessage",
    ]);
  });

  it("is to make roles only with the workloads' boundary", () => {
    for (const role of ciRoles())
      for (const { actions = [], condition = [] } of grantsOf(role))
        if (
          actions.some((action) =>
            /^iam:(?:CreateRole|PutRolePolicy|PutRolePermissionsBoundary)$/.test(action),
          )
        )
          expect(
            condition.filter(({ variable }) => variable === "iam:PermissionsBoundary"),
            nameOf(role),
          ).to.have.length(1);
  });
});

describe("what bootstrap makes", () => {
  it("holds no key of a person: workflows prove who they are", () => {
    const types = new Set(resourcesOf(stack()).map(({ type }) => type));
    for (const type of ["aws_iam_user", "aws_iam_access_key", "aws_iam_user_policy", "aws_iam_group"])
      expect(types).not.to.include(type);
    expect(theOnly(stack(), "aws_iam_openid_connect_provider").body["client_id_list"]).to.deep.equal([
      "sts.amazonaws.com",
    ]);
  });
});
