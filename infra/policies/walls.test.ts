import { evaluate } from "@message-handler/local-cloud/policy";
import {
  CloudwatchLogGroup,
  KmsKey,
  LambdaFunction,
  type Resource,
  type Stack,
} from "@message-handler/local-cloud/stack";
import { anAccount } from "@message-handler/local-cloud/testing";
import { expect } from "chai";
import { boundaryNamed, couldBeGranted } from "./capped-role.ts";
import { partsOf, roleArn } from "./permissions.ts";
import { resolvedStack, type ResolvedStack } from "./resolved-stack.ts";
import { deployed } from "./synth.ts";

type Attempt = readonly [action: string, resource: string, context?: Readonly<Record<string, string>>];

const arnOf = ({ attributes }: Resource<unknown>): string => String(attributes["arn"]);

const throughS3 = { "kms:ViaService": "s3.us-east-1.amazonaws.com" };

const functionArn = (environment: string): string =>
  `arn:aws:lambda:us-east-1:${anAccount.id}:function:message-handler-${environment}-process-message`;

const api = (id: string): string => `arn:aws:execute-api:us-east-1:${anAccount.id}:${id}/v1/GET/messages`;

/** What could be done to the stores, queues, functions, logs and keys of an environment. */
const attemptsOn = (stack: Stack, environment: string): readonly Attempt[] => {
  const { queue, deadLetters, bucket, table, topics } = partsOf(stack);
  const tags = { "aws:ResourceTag/project": "message-handler", "aws:ResourceTag/environment": environment };
  const each = (actions: readonly string[], ...resources: string[]): readonly Attempt[] =>
    actions.flatMap((action) => resources.map((resource): Attempt => [action, resource, tags]));
  const functions = stack.of(LambdaFunction).map(arnOf);
  const roles = ["process-message", "query-messages", "api-sender", "smoke"].map((name) =>
    roleArn(`message-handler-${environment}-${name}`),
  );
  const key = stack.of(KmsKey)[0];
  const keyArn = key === undefined ? `arn:aws:kms:us-east-1:${anAccount.id}:key/1` : arnOf(key);
  const ofFunction = { ...tags, "lambda:FunctionArn": functions[0] ?? "" };
  const eventSourceMapping = `arn:aws:lambda:us-east-1:${anAccount.id}:event-source-mapping:1`;
  const restApi = "arn:aws:apigateway:us-east-1::/restapis/0123456789";
  const boundary = `arn:aws:iam::${anAccount.id}:policy/message-handler-${environment}-workload-${anAccount.region}`;
  return [
    ...each(
      ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:SendMessage", "sqs:DeleteQueue"],
      queue,
      deadLetters,
    ),
    ...each(["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], `${bucket}/a/b.json`),
    ...each(["s3:ListBucket", "s3:PutBucketPolicy", "s3:DeleteBucket"], bucket),
    ...each(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:DeleteTable"], table),
    ...each(["dynamodb:Query"], `${table}/index/by_company`),
    ...topics.flatMap((topic) => each(["sns:Publish", "sns:Subscribe"], topic)),
    ...each(["kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"], keyArn),
    ...["kms:Decrypt", "kms:GenerateDataKey"].map((action): Attempt => [
      action,
      keyArn,
      { ...tags, ...throughS3 },
    ]),
    ...each(["lambda:UpdateFunctionCode", "lambda:InvokeFunction"], ...functions),
    ...each(["logs:PutLogEvents", "logs:DeleteLogGroup"], ...stack.of(CloudwatchLogGroup).map(arnOf)),
    ["lambda:CreateEventSourceMapping", "*", ofFunction],
    ["lambda:UpdateEventSourceMapping", eventSourceMapping, ofFunction],
    // Whichever function AWS compares: the one that the mapping feeds, or the one that it shall feed.
    ...deployed.map(({ title }): Attempt => [
      "lambda:UpdateEventSourceMapping",
      eventSourceMapping,
      { ...tags, "lambda:FunctionArn": functionArn(title) },
    ]),
    ...each(
      ["apigateway:PATCH", "apigateway:DELETE", "apigateway:PUT", "apigateway:POST"],
      restApi,
      `${restApi}/requestvalidators/1`,
      `${restApi}/resources/1/methods/POST`,
      `${restApi}/resources/1/methods/POST/integration/responses/200`,
    ),
    ...each(["apigateway:UpdateRestApiPolicy"], restApi),
    ...each(["apigateway:SetWebACL", "wafv2:DisassociateWebACL"], `${restApi}/stages/v1`),
    ...each(
      ["apigateway:DELETE", "apigateway:PATCH"],
      "arn:aws:apigateway:us-east-1::/domainnames/example.com",
    ),
    // The owner's, whichever environment it guards.
    ["wafv2:UpdateWebACL", `arn:aws:wafv2:us-east-1:${anAccount.id}:regional/webacl/one/1`],
    ...roles.flatMap((role): Attempt[] => [
      ["iam:PassRole", role, { "iam:PassedToService": "lambda.amazonaws.com" }],
      ["iam:PutRolePolicy", role, { "iam:PermissionsBoundary": boundary }],
      ["iam:UpdateAssumeRolePolicy", role],
      ["sts:AssumeRole", role],
    ]),
    ["sts:AssumeRole", roleArn(`message-handler-deploy-${environment}`)],
    ...each(
      ["s3:GetObject", "s3:PutObject"],
      `arn:aws:s3:::message-handler-state-1/message-handler/${environment}.tfstate`,
    ),
  ];
};

const systems = new Map<string, ResolvedStack>();

before(async () => {
  for (const { title, config } of deployed) systems.set(title, await resolvedStack(config));
});

const systemOf = (title: string): ResolvedStack => {
  const system = systems.get(title);
  if (system === undefined) throw new Error(`there is no ${title}`);
  return system;
};

for (const { title: own } of deployed)
  for (const { title: other } of deployed.filter(({ title }) => title !== own))
    describe(`the wall between ${own} and ${other}`, () => {
      for (const boundary of [`message-handler-${own}-workload`, `message-handler-ci-${own}`])
        it(`lets nobody under ${boundary} touch what ${other} consists of, whatever anybody grants`, () => {
          for (const [action, resource, context] of attemptsOn(systemOf(other).stack, other))
            expect(
              couldBeGranted(boundaryNamed(boundary), action, resource, context),
              `${action} on ${resource}`,
            ).to.equal(false);
        });

      it(`lets no role of ${own} take the tags off the API of ${other}, by which it is known`, () => {
        // IAM knows no tags of the path by which tags are changed; putting them needs PATCH on the API as well.
        const path =
          "arn:aws:apigateway:us-east-1::/tags/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Frestapis%2F1";
        const boundary = boundaryNamed(`message-handler-ci-${own}`);
        expect(couldBeGranted(boundary, "apigateway:DELETE", path)).to.equal(false);
        expect(couldBeGranted(boundary, "apigateway:PUT", path)).to.equal(true);
      });

      it(`lets no alarm of ${own} call the people of ${other}`, () => {
        const { stack, resources } = systemOf(other);
        const says = (environment: string, topic: string): string =>
          evaluate(resources.find(({ arn }) => arn === topic)?.statements ?? [], {
            caller: { kind: "service", name: "cloudwatch.amazonaws.com" },
            action: "sns:Publish",
            resource: topic,
            context: new Map([
              ["aws:sourceaccount", anAccount.id],
              [
                "aws:sourcearn",
                `arn:aws:cloudwatch:us-east-1:${anAccount.id}:alarm:message-handler-${environment}-x`,
              ],
            ]),
          });
        for (const topic of partsOf(stack).topics) {
          expect(says(own, topic)).to.equal("implicitDeny");
          expect(says(other, topic)).to.equal("allow");
        }
      });

      it(`lets no role of ${own} call the API of ${other}`, () => {
        expect(
          couldBeGranted(boundaryNamed(`message-handler-ci-${own}`), "execute-api:Invoke", api("any")),
        ).to.equal(false);
        const { resources } = systemOf(other);
        const [ofApi] = resources.filter(({ arn }) => arn.includes(":execute-api:"));
        if (ofApi === undefined) throw new Error(`the API of ${other} has no policy`);
        const says = (name: string): string => {
          const arn = roleArn(name);
          return evaluate(ofApi.statements, {
            caller: { kind: "role", arns: [arn], account: anAccount.id },
            action: "execute-api:Invoke",
            resource: `${ofApi.arn}/v1/GET/messages`,
            context: new Map([["aws:principalarn", arn]]),
          });
        };
        for (const name of [
          `message-handler-${own}-smoke`,
          `message-handler-${own}-x`,
          `message-handler-deploy-${own}`,
        ])
          expect(says(name), name).to.equal("explicitDeny");
        // Its own, and a company's, are left to what IAM grants them.
        for (const name of [`message-handler-${other}-smoke`, "a-company"])
          expect(says(name), name).to.equal("implicitDeny");
      });
    });

describe("a boundary", () => {
  it("lets roles use a key through the stores before KMS knows its tags, and not by itself", () => {
    for (const { title } of deployed) {
      const use = (context: Readonly<Record<string, string>>): boolean =>
        couldBeGranted(
          boundaryNamed(`message-handler-${title}-workload`),
          "kms:Decrypt",
          `arn:aws:kms:us-east-1:${anAccount.id}:key/1`,
          context,
        );
      expect(use(throughS3), title).to.equal(true);
      expect(use({}), title).to.equal(false);
    }
  });

  for (const { title: own } of deployed)
    it(`lets the roles of ${own} do to ${own} what the other environments' may not`, () => {
      const boundaries = [`message-handler-${own}-workload`, `message-handler-ci-${own}`].map(boundaryNamed);
      const allowed = attemptsOn(systemOf(own).stack, own).filter(([action, resource, context]) =>
        boundaries.some((boundary) => couldBeGranted(boundary, action, resource, context)),
      );
      // Else the walls above would say nothing.
      for (const action of [
        "sqs:ReceiveMessage",
        "s3:PutObject",
        "dynamodb:GetItem",
        "kms:Decrypt",
        "kms:PutKeyPolicy",
        "lambda:UpdateFunctionCode",
        "lambda:CreateEventSourceMapping",
        "apigateway:PATCH",
        "apigateway:UpdateRestApiPolicy",
        "iam:PassRole",
        "sts:AssumeRole",
      ])
        expect(
          allowed.map(([each]) => each),
          action,
        ).to.include(action);
    });
});
