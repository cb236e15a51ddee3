import { Testing } from "cdktf";
import { expect } from "chai";
import { BootstrapStack } from "../bootstrap/bootstrap-stack.ts";
import { localStateWarning } from "../bootstrap/state-backend.ts";
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

/** Reads of settings and states, as AWS names them. */
const isRead = (action: string): boolean =>
  /^[a-z0-9-]+:(?:Get|List|Describe)[A-Za-z]*$|^apigateway:GET$/.test(action);

/** Reads of what companies sent: messages, records and log lines. */
const readsMessages =
  /^(?:dynamodb:(?:GetItem|Query|Scan|BatchGet)|sqs:Receive|s3:GetObject|logs:(?:Get|Filter)LogEvents|lambda:Invoke)/;

/**
 * Actions for which AWS has no resource to name, or that a plan asks about all. Source: Service Authorization
 * Reference, "Resource types" of each action; `logs:DescribeLogGroups` is asked with a prefix, and answers with names.
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

/** IAM is the account's: names end with the region. */
const withoutRegion = (name: unknown): string => String(name).replace(/-\$\{data\.aws_region\.[^}]*\}$/, "");

const policyNamed = (name: string): Resource => {
  const policy = allOf(stack(), "aws_iam_policy").find(({ body }) => withoutRegion(body["name"]) === name);
  if (policy === undefined) throw new Error(`bootstrap makes no policy ${name}`);
  return policy;
};

const nameOf = ({ body }: Resource): string => withoutRegion(body["name"]);

const ciRoles = (): readonly Resource[] =>
  allOf(stack(), "aws_iam_role").filter((role) => /^message-handler-(?:plan|deploy-)/.test(nameOf(role)));

/** Of the policies attached to a role. */
const grantsOf = (role: Resource): readonly PolicyStatement[] =>
  allOf(stack(), "aws_iam_role_policy_attachment")
    .filter(({ body }) => String(body["role"]).startsWith(`\${${role.address}.`))
    .flatMap(({ body }) => {
      const policy = allOf(stack(), "aws_iam_policy").find((one) => body["policy_arn"] === refTo(one, "arn"));
      return statementsOf(stack(), policy?.body["policy"]);
    });

const grantsOfRoleNamed = (name: string): readonly PolicyStatement[] => {
  const [role] = ciRoles().filter((each) => nameOf(each) === name);
  if (role === undefined) throw new Error(`bootstrap makes no role ${name}`);
  return grantsOf(role);
};

const actionsOf = (statements: readonly PolicyStatement[]): readonly string[] =>
  statements.flatMap(({ actions = [] }) => actions);

const resourcesIn = (statements: readonly PolicyStatement[]): readonly string[] =>
  statements.flatMap(({ resources = [] }) => resources);

const granting = (
  statements: readonly PolicyStatement[],
  action: RegExp | string,
): readonly PolicyStatement[] =>
  statements.filter(({ actions = [] }) =>
    actions.some((each) => (typeof action === "string" ? each === action : action.test(each))),
  );

/** `{ "StringEquals aws:RequestTag/environment": ["dev"] }` */
const conditionsOf = ({ condition = [] }: PolicyStatement): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(condition.map(({ test, variable, values }) => [`${test} ${variable}`, values]));

const ciBoundary = (subject: string): readonly PolicyStatement[] =>
  statementsOf(stack(), policyNamed(`message-handler-ci-${subject}`).body["policy"]);

/** A role of one of these environments, or one of AWS's own that exists once in an account. */
const isRoleOf = (environments: readonly string[]): RegExp =>
  new RegExp(
    `:role/(?:message-handler-(?:${environments.join("|")})-\\*-\\$\\{data.aws_region[^}]*\\}|aws-service-role/\\*)$`,
  );

/** References in place of the longest account, region and partition that there are, and of a bucket's whole name. */
const withLongestValues = (json: string): string =>
  json
    .replaceAll(/\$\{data\.aws_caller_identity[^}]*\}/g, "123456789012")
    .replaceAll(/\$\{data\.aws_region[^}]*\}/g, "ap-northeast-1")
    .replaceAll(/\$\{data\.aws_partition[^}]*\}/g, "aws-us-gov")
    .replaceAll(
      /\$\{aws_s3_bucket\.[^}]*\}/g,
      "arn:aws-us-gov:s3:::message-handler-state-20261123120000000000000001",
    );

type Conditions = NonNullable<PolicyStatement["condition"]>;

/** By test, then by variable, as JSON has them. */
const grouped = (conditions: Conditions): object =>
  Object.fromEntries(
    [...Map.groupBy(conditions, ({ test }) => test)].map(([test, found]) => [
      test,
      Object.fromEntries(found.map(({ variable, values }) => [variable, values])),
    ]),
  );

/** As IAM counts a policy: JSON without white space. */
const policySize = (statements: readonly PolicyStatement[]): number =>
  withLongestValues(
    JSON.stringify({
      Version: "2012-10-17",
      Statement: statements.map(({ sid, effect = "Allow", actions, resources, condition }) => ({
        Sid: sid,
        Effect: effect,
        Action: actions,
        Resource: resources,
        ...(condition === undefined ? {} : { Condition: grouped(condition) }),
      })),
    }),
  ).length;

describe("the stack that prepares an account", () => {
  it("has the CLI warn that its state is a local file, unless it knows the bucket", () => {
    const warnings = (stateBucket: string | undefined) => {
      const existing = { githubProvider: false, apiGatewayLogging: false };
      const stack = new BootstrapStack(Testing.app(), { namePrefix: "orders", stateBucket, existing });
      return stack.node.metadata.map(({ type, data }) => [type, data] as const);
    };
    expect(warnings(undefined)).to.deep.equal([["@cdktf/warn", localStateWarning("orders-bootstrap")]]);
    expect(warnings("a-bucket")).to.deep.equal([]);
  });
});

describe("the roles of workflows", () => {
  it("can be assumed by jobs of one repository, known by subject and audience in full", () => {
    expect(ciRoles()).to.have.length(1 + deployedNames.length);
    for (const role of ciRoles())
      for (const { actions, condition = [], principals } of statementsOf(
        stack(),
        role.body["assume_role_policy"],
      ).filter(({ actions = [] }) => !actions.includes("sts:AssumeRole"))) {
        expect(actions).to.deep.equal(["sts:AssumeRoleWithWebIdentity"]);
        expect(principals?.map(({ type }) => type)).to.deep.equal(["Federated"]);
        expect(condition.map(({ test }) => test)).to.deep.equal(condition.map(() => "StringEquals"));
        const claims = new Map(
          condition.map(({ variable, values }) => [variable.replace(/^.*:/, ""), values] as const),
        );
        expect(claims.get("aud")).to.deep.equal(["sts.amazonaws.com"]);
        const environment = /-deploy-(.+)$/.exec(nameOf(role))?.[1];
        // A job of main has its branch as the subject, one that names an environment has that.
        const subjects =
          environment === undefined
            ? ["pull_request", "ref:refs/heads/main"]
            : [`environment:${environment}`];
        expect(claims.get("sub")).to.deep.equal(
          subjects.map((subject) => `repo:\${var.github_repository}:${subject}`),
        );
        if (environment !== undefined) expect(claims.get("ref")).to.deep.equal(["refs/heads/main"]);
      }
  });

  it("can be assumed by the roles of another CI that whoever applies the stack names, and by nobody else", () => {
    for (const role of ciRoles()) {
      const trusted = statementsOf(stack(), role.body["assume_role_policy"]).filter(({ actions = [] }) =>
        actions.includes("sts:AssumeRole"),
      );
      expect(trusted.map(conditionsOf)).to.deep.equal([
        { "StringEquals aws:PrincipalArn": "${var.ci_role_arns}" },
      ]);
      for (const { principals = [] } of trusted)
        for (const { identifiers } of principals)
          for (const identifier of identifiers) expect(identifier).to.match(/:root$/);
    }
    expect(stack().variable?.["ci_role_arns"]?.["default"]).to.deep.equal([""]);
  });

  it("can be made without naming a repository, and then by no workflow be assumed", () => {
    expect(stack().variable?.["github_repository"]?.["default"]).to.equal("");
  });

  it("stay within a boundary of their own, whatever anybody attaches to them", () => {
    for (const role of ciRoles()) {
      const [, subject = ""] = /-(plan|(?<=-deploy-).+)$/.exec(nameOf(role)) ?? [];
      const boundary = refTo(policyNamed(`message-handler-ci-${subject}`), "arn");
      expect(role.body["permissions_boundary"], nameOf(role)).to.equal(boundary);
    }
  });

  it("can read settings and states for a pull request, and change nothing", () => {
    const actions = actionsOf(grantsOfRoleNamed("message-handler-plan"));
    expect(actions).not.to.deep.equal([]);
    expect(actions.filter((action) => !isRead(action))).to.deep.equal([]);
  });

  it("can read no message, record or log line but through the API, and no object but a state", () => {
    for (const role of ciRoles())
      for (const resource of resourcesIn(granting(grantsOf(role), readsMessages)))
        expect(resource, nameOf(role)).to.match(
          /^\$\{aws_s3_bucket\..+\}\/message-handler\/\w+\.tfstate(?:\.tflock)?$/,
        );
  });
});

for (const environment of deployedNames)
  describe(`the role that deploys ${environment}`, () => {
    const grants = (): readonly PolicyStatement[] =>
      grantsOfRoleNamed(`message-handler-deploy-${environment}`);

    it("creates roles only with the boundary of workloads, and passes them to Lambda and API Gateway alone", () => {
      const giving = granting(grants(), /^iam:(?:CreateRole|PutRole)/);
      expect(giving).to.have.length(1);
      for (const statement of giving) {
        const [boundary] = conditionsOf(statement)["StringEquals iam:PermissionsBoundary"] ?? [];
        expect(withoutRegion(boundary)).to.match(
          new RegExp(`:policy/message-handler-${environment}-workload$`),
        );
      }
      expect(granting(grants(), "iam:PassRole").map(conditionsOf)).to.deep.equal([
        { "StringEquals iam:PassedToService": ["apigateway.amazonaws.com", "lambda.amazonaws.com"] },
      ]);
    });

    it("names no other environment, and every role as its own", () => {
      const text = JSON.stringify(grants());
      for (const other of deployedNames.filter((name) => name !== environment))
        expect(text).not.to.match(new RegExp(`\\b${other}\\b`));
      for (const resource of resourcesIn(granting(grants(), /^iam:/)))
        expect(resource).to.match(isRoleOf([environment]));
    });

    it("has AWS create the roles of API Gateway and of DynamoDB's throttled keys, and no others of AWS's own", () => {
      for (const statements of [grants(), ciBoundary(environment)]) {
        const creating = granting(statements, "iam:CreateServiceLinkedRole").filter(
          ({ effect }) => effect !== "Deny",
        );
        expect(creating.map(conditionsOf)).to.deep.equal([
          {
            "StringEquals iam:AWSServiceName": [
              "ops.apigateway.amazonaws.com",
              "contributorinsights.dynamodb.amazonaws.com",
            ],
          },
        ]);
      }
    });

    it("tags a key as its own only when no alias says that it is another's", () => {
      const tagging = granting(grants(), "kms:TagResource");
      expect(tagging).to.have.length(1);
      for (const statement of tagging)
        expect(conditionsOf(statement)).to.deep.include({
          "ForAllValues:StringEquals kms:ResourceAliases": [`alias/message-handler-${environment}`],
        });
    });

    it("changes the execution logs of no API but its own", () => {
      const changing = granting(grants(), /:(?!Get|List|Describe)/).filter((statement) =>
        resourcesIn([statement]).some((resource) => resource.includes("API-Gateway-Execution-Logs_")),
      );
      const [ofOwn, others] = [true, false].map((isOwn) =>
        changing.filter(
          (each) =>
            (conditionsOf(each)["StringEquals aws:ResourceTag/environment"]?.[0] === environment) === isOwn,
        ),
      );
      expect(actionsOf(ofOwn ?? [])).to.include("logs:DeleteLogGroup");
      expect(actionsOf(others ?? [])).to.have.members(["logs:CreateLogGroup", "logs:TagResource"]);
      for (const each of others ?? [])
        expect(conditionsOf(each)).to.deep.include({
          "StringEquals aws:RequestTag/environment": [environment],
        });
    });

    it("can tell that its state does not exist yet, which S3 says only to who may list", () => {
      const listing = granting(grants(), "s3:ListBucket").filter((statement) =>
        resourcesIn([statement]).some((resource) => resource.startsWith("${aws_s3_bucket.")),
      );
      expect(listing.map(conditionsOf)).to.deep.equal([{}]);
    });

    it("may do with the key what DynamoDB asks of a caller that creates an encrypted table", () => {
      // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
      expect(actionsOf(granting(grants(), "kms:CreateGrant"))).to.include.members([
        "kms:Decrypt",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncrypt*",
      ]);
      // A first deployment makes the table seconds after the key, of whose tags KMS may know minutes later.
      for (const each of granting(grants(), "kms:CreateGrant"))
        expect(Object.keys(conditionsOf(each))).to.have.members([
          "StringEqualsIfExists aws:ResourceTag/project",
          "StringEqualsIfExists aws:ResourceTag/environment",
          "StringEquals kms:ViaService",
        ]);
    });

    it("changes what has an id for a name only where a tag or a function says that it is its own", () => {
      const unnamed = grants().filter((statement) =>
        resourcesIn([statement]).some((resource) =>
          /^\*$|:key\/\*$|:event-source-mapping:\*$|\/restapis\/\*/.test(resource),
        ),
      );
      const unbound = actionsOf(unnamed.filter(({ condition }) => condition === undefined));
      expect(unbound.filter((action) => !isRead(action))).to.deep.equal(["sns:Unsubscribe"]);
    });
  });

for (const subject of ["plan", ...deployedNames])
  describe(`the boundary of the workflow's role for ${subject}`, () => {
    const denied = (): readonly PolicyStatement[] =>
      ciBoundary(subject).filter(({ effect }) => effect === "Deny");

    it("denies creating users and keys, leaving a boundary, and reading messages, records and log lines", () => {
      const everywhere = denied().filter(({ resources }) => resources?.includes("*") === true);
      expect(actionsOf(everywhere)).to.include.members([
        "iam:CreateUser",
        "iam:CreateAccessKey",
        "iam:DeleteRolePermissionsBoundary",
        "iam:AttachRolePolicy",
        "dynamodb:GetItem",
        "dynamodb:GetRecords",
        "dynamodb:Query",
        "dynamodb:Scan",
        "lambda:InvokeFunction",
        "lambda:InvokeFunctionUrl",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
        "sqs:ReceiveMessage",
      ]);
    });

    it("denies reading the archive", () => {
      const archive = /:s3:::message-handler-(?:\w+-)?\*archive-\*\/\*$/;
      const ofArchive = denied().filter((statement) =>
        resourcesIn([statement]).some((resource) => archive.test(resource)),
      );
      expect(actionsOf(ofArchive)).to.deep.equal(["s3:GetObject"]);
    });

    it("allows no state but those of its environments, and never that of bootstrap", () => {
      const states = resourcesIn(ciBoundary(subject)).flatMap(
        (resource) => /\/message-handler\/(.+)\.tfstate/.exec(resource)?.[1] ?? [],
      );
      expect([...new Set(states)]).to.deep.equal(subject === "plan" ? deployedNames : [subject]);
    });

    it("allows changing roles of its environment alone", () => {
      const allowed = granting(
        ciBoundary(subject).filter(({ effect }) => effect !== "Deny"),
        /^iam:(?!Get|List)/,
      );
      for (const resource of resourcesIn(allowed)) expect(resource).to.match(isRoleOf([subject]));
    });
  });

describe("the bootstrap stack", () => {
  it("names every action that it allows in full, and every resource that AWS can name", () => {
    // The boundaries of workflows grant nothing: they may speak of whole services.
    const boundaries = deployedNames.map((name) => policyNamed(`message-handler-ci-${name}`).body["policy"]);
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

  it("creates no user, group or access key: workflows prove who they are", () => {
    const types = new Set(resourcesOf(stack()).map(({ type }) => type));
    for (const type of ["aws_iam_user", "aws_iam_access_key", "aws_iam_user_policy", "aws_iam_group"])
      expect(types).not.to.include(type);
    expect(theOnly(stack(), "aws_iam_openid_connect_provider").body["client_id_list"]).to.deep.equal([
      "sts.amazonaws.com",
    ]);
  });

  it("keeps its state in a file until there is a bucket, and then in the bucket, locked and encrypted", () => {
    expect(stack().terraform["backend"]).to.have.all.keys("local");
    expect(bootstrapStack("a-bucket").terraform["backend"]).to.deep.equal({
      s3: {
        bucket: "a-bucket",
        key: "message-handler/bootstrap.tfstate",
        encrypt: true,
        use_lockfile: true,
      },
    });
  });

  it("keeps every managed policy within the 6,144 characters that IAM takes", () => {
    for (const { address, statements } of policyDocuments(stack()))
      expect(policySize(statements), address).to.be.at.most(6144);
  });
});
