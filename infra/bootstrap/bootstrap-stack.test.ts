import { expect } from "chai";
import { Testing } from "cdktf";
import { deployedNames } from "../config/environments.ts";
import { BootstrapStack } from "./bootstrap-stack.ts";

type Condition = { readonly test: string; readonly variable: string; readonly values: readonly string[] };
type Statement = {
  readonly effect?: string;
  readonly sid?: string;
  readonly actions: readonly string[];
  readonly resources?: readonly string[];
  readonly condition?: readonly Condition[];
};
type Block = Readonly<Record<string, unknown>>;
type Synthesised = {
  readonly data: {
    readonly aws_iam_policy_document: Readonly<Record<string, { readonly statement: readonly Statement[] }>>;
  };
  readonly resource: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly terraform: { readonly backend: Block };
};

/** The longest account, region and partition that AWS has, and a bucket's name with the provider's suffix. */
const longest = (json: string): string =>
  json
    .replaceAll(/\$\{data\.aws_caller_identity[^}]*\}/g, "123456789012")
    .replaceAll(/\$\{data\.aws_region[^}]*\}/g, "ap-northeast-1")
    .replaceAll(/\$\{data\.aws_partition[^}]*\}/g, "aws-us-gov")
    .replaceAll(
      /\$\{aws_s3_bucket\.[^}]*\}/g,
      "arn:aws-us-gov:s3:::message-handler-state-20261123120000000000000001",
    );

const conditions = (statement: Statement | undefined): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    (statement?.condition ?? []).map(({ test, variable, values }) => [`${test} ${variable}`, values]),
  );

const grouped = (condition: readonly Condition[]): object => {
  const tests: Record<string, Record<string, readonly string[]>> = {};
  for (const { test, variable, values } of condition) tests[test] = { ...tests[test], [variable]: values };
  return tests;
};

/** As IAM counts a policy: JSON without white space. */
const policySize = (statements: readonly Statement[]): number =>
  longest(
    JSON.stringify({
      Version: "2012-10-17",
      Statement: statements.map(({ effect, sid, actions, resources, condition }) => ({
        Sid: sid,
        Effect: effect ?? "Allow",
        Action: actions,
        Resource: resources,
        ...(condition === undefined ? {} : { Condition: grouped(condition) }),
      })),
    }),
  ).length;

describe("BootstrapStack", () => {
  const synth = (stateBucket?: string): Synthesised =>
    JSON.parse(Testing.synth(new BootstrapStack(Testing.app(), stateBucket))) as Synthesised;
  const stack = synth();
  const documents = stack.data.aws_iam_policy_document;
  const document = (name: string): readonly Statement[] => {
    const [, found] = Object.entries(documents).find(([id]) => id.startsWith(`${name}_`)) ?? [];
    if (found === undefined) throw new Error(`There is no policy document ${name}.`);
    return found.statement;
  };
  const one = (type: string): Block | undefined => Object.values(stack.resource[type] ?? {})[0];
  const roles = Object.entries(stack.resource["aws_iam_role"] ?? {});
  const ofWorkflows = Object.keys(documents).filter((id) => /^(plan|deploy-\w+)_\w+-document/.test(id));

  it("keeps its state in a file until there is a bucket, and then in the bucket, locked", () => {
    expect(stack.terraform.backend).to.have.all.keys("local");
    expect(synth("a-bucket").terraform.backend).to.deep.equal({
      s3: {
        bucket: "a-bucket",
        key: "message-handler/bootstrap.tfstate",
        encrypt: true,
        use_lockfile: true,
      },
    });
  });

  it("makes a state bucket that no apply destroys, with versions, encryption and no public access", () => {
    expect(one("aws_s3_bucket")).to.deep.include({ force_destroy: false });
    expect(one("aws_s3_bucket")?.["lifecycle"]).to.deep.equal({ prevent_destroy: true });
    expect(one("aws_s3_bucket_versioning")?.["versioning_configuration"]).to.deep.equal({
      status: "Enabled",
    });
    expect(one("aws_s3_bucket_public_access_block")).to.deep.include({
      block_public_acls: true,
      block_public_policy: true,
      ignore_public_acls: true,
      restrict_public_buckets: true,
    });
    expect(JSON.stringify(one("aws_s3_bucket_server_side_encryption_configuration"))).to.include("AES256");
    expect(document("states_private_policy-document")[0]).to.deep.include({
      sid: "DenyWithoutTls",
      effect: "Deny",
    });
  });

  it("gives every workflow's role a permissions boundary", () => {
    const ofWorkflow = roles.filter(([id]) => /^(plan|deploy-)/.test(id));
    expect(ofWorkflow).to.have.length(1 + deployedNames.length);
    for (const [id, role] of ofWorkflow)
      expect(role["permissions_boundary"], id).to.match(
        /^\$\{aws_iam_policy\.ci-boundary_policy_\w+\.arn\}$/,
      );
  });

  it("lets only pull requests of the repository plan", () => {
    expect(conditions(document("plan_trust")[0])).to.deep.equal({
      "StringEquals token.actions.githubusercontent.com:aud": ["sts.amazonaws.com"],
      "StringEquals token.actions.githubusercontent.com:sub": ["repo:${var.github_repository}:pull_request"],
    });
  });

  for (const environment of deployedNames) {
    describe(`the role that deploys ${environment}`, () => {
      const permissions = ["state", "read", "compute", "storage", "smoke"].flatMap((subject) =>
        document(`deploy-${environment}_${subject}-document`),
      );

      it("is for jobs of that GitHub environment, from main", () => {
        expect(conditions(document(`deploy-${environment}_trust`)[0])).to.deep.equal({
          "StringEquals token.actions.githubusercontent.com:aud": ["sts.amazonaws.com"],
          "StringEquals token.actions.githubusercontent.com:sub": [
            `repo:\${var.github_repository}:environment:${environment}`,
          ],
          "StringEquals token.actions.githubusercontent.com:ref": ["refs/heads/main"],
        });
      });

      it("makes roles only with the workload boundary, and passes them to Lambda and API Gateway alone", () => {
        const giving = permissions.filter(({ actions }) =>
          actions.some((action) => /^iam:(CreateRole|PutRole)/.test(action)),
        );
        expect(giving).to.have.length(1);
        const [boundary] = conditions(giving[0])["StringEquals iam:PermissionsBoundary"] ?? [];
        expect(boundary).to.match(/:policy\/message-handler-workload$/);
        const passing = permissions.filter(({ actions }) => actions.includes("iam:PassRole"));
        expect(passing.map(conditions)).to.deep.equal([
          { "StringEquals iam:PassedToService": ["apigateway.amazonaws.com", "lambda.amazonaws.com"] },
        ]);
      });

      it("names no other environment, and names every role as its own", () => {
        const text = JSON.stringify(permissions);
        for (const other of deployedNames.filter((name) => name !== environment))
          expect(text).not.to.include(other);
        const named = permissions
          .filter(({ actions }) => actions.some((action) => action.startsWith("iam:")))
          .flatMap(({ resources }) => resources ?? []);
        // The other one is API Gateway's own, which exists once in an account.
        const own = new RegExp(
          `:role/(message-handler-${environment}-\\*|aws-service-role/.+ForAPIGateway)$`,
        );
        for (const resource of named) expect(resource).to.match(own);
      });

      it("marks a key as its own only when no alias says whose it is", () => {
        const tagging = permissions.filter(({ actions }) => actions.includes("kms:TagResource"));
        expect(tagging).to.have.length(1);
        expect(conditions(tagging[0])).to.deep.include({
          "ForAllValues:StringEquals kms:ResourceAliases": [`alias/message-handler-${environment}`],
        });
      });

      it("changes the execution logs of no API but its own", () => {
        const statements = permissions.filter(
          ({ actions, resources }) =>
            actions.some((action) => !/:(Get|List|Describe)/.test(action)) &&
            resources?.some((resource) => resource.includes("API-Gateway-Execution-Logs_")),
        );
        const onlyOwn = statements.filter(
          (each) => conditions(each)["StringEquals aws:ResourceTag/environment"]?.[0] === environment,
        );
        const others = statements.filter((each) => !onlyOwn.includes(each));
        expect(onlyOwn.flatMap(({ actions }) => actions)).to.include("logs:DeleteLogGroup");
        expect(others.flatMap(({ actions }) => actions)).to.have.members([
          "logs:CreateLogGroup",
          "logs:TagResource",
        ]);
        for (const each of others)
          expect(conditions(each)).to.deep.include({
            "StringEquals aws:RequestTag/environment": [environment],
          });
      });

      it("can tell that its state is not there yet", () => {
        const listing = document(`deploy-${environment}_state-document`).filter(({ actions }) =>
          actions.includes("s3:ListBucket"),
        );
        expect(listing.map(conditions)).to.deep.equal([{}]);
      });

      it("may do with the key what DynamoDB asks of whoever makes an encrypted table", () => {
        const [own] = permissions.filter(({ actions }) => actions.includes("kms:CreateGrant"));
        expect(own?.actions).to.include.members([
          "kms:Decrypt",
          "kms:Encrypt",
          "kms:GenerateDataKey",
          "kms:GenerateDataKeyWithoutPlaintext",
          "kms:ReEncrypt*",
        ]);
      });

      it("changes what has no name only where a tag or a function says that it is its own", () => {
        const unnamed = permissions.filter(({ resources }) =>
          resources?.some((resource) =>
            /(^\*|:key\/\*|:event-source-mapping:\*|\/restapis\/\*)$/.test(resource),
          ),
        );
        const unbound = unnamed.filter(({ condition }) => condition === undefined);
        const actions = unbound.flatMap((statement) => statement.actions);
        // Reads apart, only this: its subscription is known by an id that SNS chooses.
        expect(actions.filter((action) => !/:(Get|GET|List|Describe)/.test(action))).to.deep.equal([
          "sns:Unsubscribe",
        ]);
      });
    });
  }

  it("lets the plan role read settings and state, and change nothing", () => {
    const actions = [...document("plan_state-document"), ...document("plan_read-document")].flatMap(
      (statement) => statement.actions,
    );
    expect(actions.filter((action) => !/:(Get|GET|List|Describe)/.test(action))).to.be.empty;
  });

  it("lets no workflow read a message, a record or a log line but through the API", () => {
    const data =
      /^(dynamodb:(GetItem|Query|Scan|BatchGet)|sqs:Receive|s3:GetObject|logs:(Get|Filter)LogEvents|lambda:Invoke)/;
    for (const id of ofWorkflows)
      for (const { actions, resources } of documents[id]?.statement ?? [])
        if (actions.some((action) => data.test(action)))
          for (const resource of resources ?? [])
            expect(resource, id).to.match(
              /^\$\{aws_s3_bucket\..+\}\/message-handler\/\w+\.tfstate(\.tflock)?$/,
            );
    const denied = document("ci-boundary_document").filter(({ effect }) => effect === "Deny");
    const messages = denied.find(({ sid }) => sid === "NoMessages");
    expect(messages?.actions).to.include.members([
      "dynamodb:GetItem",
      "dynamodb:Query",
      "dynamodb:Scan",
      "logs:FilterLogEvents",
      "logs:GetLogEvents",
      "sqs:ReceiveMessage",
    ]);
    expect(messages?.resources).to.deep.equal(["*"]);
    const archived = denied.find(({ sid }) => sid === "NoArchivedMessages");
    expect(archived?.actions).to.deep.equal(["s3:GetObject"]);
    expect(archived?.resources?.[0]).to.match(/:s3:::message-handler-\*archive-\*\/\*$/);
  });

  it("caps workflows: no users, no keys, no way out of a boundary, not the state of bootstrap", () => {
    const boundary = document("ci-boundary_document");
    const denied = boundary.filter(({ effect }) => effect === "Deny").flatMap(({ actions }) => actions);
    expect(denied).to.include.members([
      "iam:CreateUser",
      "iam:CreateAccessKey",
      "iam:DeleteRolePermissionsBoundary",
      "s3:*",
    ]);
    const allowedOnRoles = boundary
      .filter(
        ({ effect, actions }) => effect !== "Deny" && actions.some((action) => action.startsWith("iam:")),
      )
      .flatMap(({ resources }) => resources ?? []);
    for (const resource of allowedOnRoles)
      expect(resource).to.match(
        new RegExp(
          `:role/(message-handler-(${deployedNames.join("|")})-\\*|aws-service-role/.+ForAPIGateway)$`,
        ),
      );
  });

  it("grants whole services nowhere but in the boundary, which grants nothing by itself", () => {
    for (const id of ofWorkflows)
      for (const { actions } of documents[id]?.statement ?? [])
        for (const action of actions) expect(action, id).not.to.match(/:\*$/);
  });

  it("keeps every managed policy within the 6,144 characters that IAM takes", () => {
    for (const [id, { statement }] of Object.entries(documents))
      expect(policySize(statement), id).to.be.at.most(6144);
  });
});
