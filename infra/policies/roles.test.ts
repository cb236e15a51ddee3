import { expect } from "chai";
import type { StackConfig } from "../config/stack-config.ts";
import { namePrefix, toStackName } from "../config/installation.ts";
import { resolvedStack } from "./resolved-stack.ts";
import type { ResolvedStack } from "./resolved-stack.ts";
import {
  exampleOf,
  permissionsIn,
  nameOfRole,
  never,
  partsOf,
  roleArn,
  describeGrants,
  resourceNames,
  writes,
} from "./permissions.ts";
import type { Permission } from "./permissions.ts";
import { awsEnvironmentOf } from "./aws-environment.ts";
import { allOf, bootstrapStack, policyDocuments, stackOf, subjects } from "./synth.ts";
import type { PolicyStatement, StackJson } from "./synth.ts";

/** Every role of a stack with all that it may do: a grant that is not written here is one too many. */
const expectedGrants = (config: StackConfig): Readonly<Record<string, readonly string[]>> => {
  const prefix = toStackName(namePrefix, config.environment);
  const withKey = (...grants: readonly string[]): readonly string[] =>
    config.encryption === "customer-managed" ? grants : [];
  const ofFunction = (name: string): readonly string[] => [
    `logs:CreateLogStream log ${prefix}-${name}`,
    `logs:PutLogEvents log ${prefix}-${name}`,
    "xray:PutTelemetryRecords anything",
    "xray:PutTraceSegments anything",
  ];
  return {
    [`${prefix}-api-sender`]: [
      ...withKey("kms:Decrypt key", "kms:GenerateDataKey key"),
      "sqs:SendMessage queue",
    ],
    [`${prefix}-process-message`]: [
      ...ofFunction("process-message"),
      ...withKey("kms:Decrypt key", "kms:GenerateDataKey key"),
      "dynamodb:GetItem table",
      "dynamodb:PutItem table",
      "s3:GetObject objects",
      "s3:PutObject objects",
      "sqs:ChangeMessageVisibility queue",
      "sqs:DeleteMessage queue",
      "sqs:GetQueueAttributes queue",
      "sqs:ReceiveMessage queue",
      "sqs:SendMessage queue",
    ],
    [`${prefix}-query-messages`]: [
      ...ofFunction("query-messages"),
      ...withKey("kms:Decrypt key"),
      "dynamodb:GetItem table",
      "dynamodb:Query index",
      "dynamodb:Query index of rejected",
    ],
    ...(config.auth.kind === "iam"
      ? {
          [`${prefix}-smoke`]: ["GET/messages", "GET/messages/*", "POST/messages"].map(
            (route) => `execute-api:Invoke API/v1/${route}`,
          ),
        }
      : {}),
    ...(config.auth.kind === "jwt" ? { [`${prefix}-authorize-caller`]: ofFunction("authorize-caller") } : {}),
  };
};

for (const { title, config } of subjects) {
  describe(`the roles of ${title}`, () => {
    const prefix = toStackName(namePrefix, config.environment);
    let system: ResolvedStack;

    before(async () => {
      system = await resolvedStack(config);
    });

    const mayNot = (name: string, permissions: readonly Permission[]): void => {
      for (const [action, resource] of permissions) {
        const caller = { kind: "role", arn: roleArn(`${prefix}-${name}`) } as const;
        expect(system.authorize(caller, action, resource).allowed, `${action} on ${resource}`).to.equal(
          false,
        );
      }
    };

    it("are granted what their part of the pipeline needs, and nothing else", () => {
      const names = resourceNames(system.stack);
      const granted = [...system.roles].map(
        ([arn, { identity }]) => [nameOfRole(arn), describeGrants(identity, names)] as const,
      );
      const expected = Object.entries(expectedGrants(config)).map(
        ([name, grants]) => [name, grants.toSorted()] as const,
      );
      expect(Object.fromEntries(granted)).to.deep.equal(Object.fromEntries(expected));
    });

    it("let query-messages write nothing anywhere", () => {
      mayNot("query-messages", writes(system.stack));
    });

    it("let the API send to the queue alone and receive from none", () => {
      const { queue, deadLetters } = partsOf(system.stack);
      mayNot("api-sender", [
        ["sqs:SendMessage", deadLetters],
        ["sqs:ReceiveMessage", queue],
        ["sqs:ReceiveMessage", deadLetters],
        ...writes(system.stack).filter(([action]) => action !== "sqs:SendMessage"),
      ]);
    });

    it("let process-message send to the queue that it is fed from alone, and publish nothing", () => {
      const { deadLetters } = partsOf(system.stack);
      mayNot("process-message", [
        ["sqs:SendMessage", deadLetters],
        ...writes(system.stack).filter(([action]) => /Publish|Delete(?!Message)|Update/.test(action)),
      ]);
    });

    it("let process-message write no object that could take the place of another", () => {
      const { bucket } = partsOf(system.stack);
      const caller = { kind: "role", arn: roleArn(`${prefix}-process-message`) } as const;
      const writes = (context: Readonly<Record<string, string>>): boolean =>
        system.authorize(caller, "s3:PutObject", `${bucket}/a/b.json`, context).allowed;
      expect(writes({})).to.equal(false);
      expect(writes({ "s3:if-none-match": "*" })).to.equal(true);
    });

    it("let nobody delete a message, scan all of them, or change permissions", () => {
      for (const name of Object.keys(expectedGrants(config)))
        mayNot(name.slice(prefix.length + 1), never(system.stack));
    });

    if (config.auth.kind === "jwt")
      it("let authorize-caller touch nothing of the pipeline", () => {
        const pipeline = permissionsIn([...system.roles.values()].flatMap(({ identity }) => identity))
          .map(([action, resource]): Permission => [action, exampleOf(resource)])
          .filter(([action]) => /^(?:sqs|s3|dynamodb|sns|kms|lambda):/.test(action));
        expect(pipeline).not.to.deep.equal([]);
        mayNot("authorize-caller", pipeline);
      });

    it("can be assumed by the service that needs them and by no other", () => {
      for (const name of Object.keys(expectedGrants(config)).filter((each) => !each.endsWith("-smoke"))) {
        const [own, other] = name.endsWith("-sender")
          ? ["apigateway.amazonaws.com", "lambda.amazonaws.com"]
          : ["lambda.amazonaws.com", "apigateway.amazonaws.com"];
        expect(system.canAssume(roleArn(name), own ?? "").allowed, name).to.equal(true);
        expect(system.canAssume(roleArn(name), other ?? "").allowed, name).to.equal(false);
      }
    });

    it("name every resource but X-Ray's, which has none, and every action in full", () => {
      for (const [arn, { identity }] of system.roles)
        for (const { actions, resources } of identity) {
          if (resources?.includes("*"))
            expect(
              actions.filter((action) => !action.startsWith("xray:")),
              arn,
            ).to.deep.equal([]);
          expect(
            actions.filter((action) => /[*?]/.test(action)),
            arn,
          ).to.deep.equal([]);
        }
    });
  });
}

/** Who may take on a role is another matter: a service does so only where somebody who may pass that role said so. */
const trusts = (stack: StackJson): readonly unknown[] =>
  allOf(stack, "aws_iam_role").map(({ body }) => body["assume_role_policy"]);

const allowedToServices = (stack: StackJson): readonly (readonly [string, PolicyStatement])[] =>
  policyDocuments(stack)
    .filter(({ address }) => !trusts(stack).includes(`\${${address}.json}`))
    .flatMap(({ address, statements }) => statements.map((statement) => [address, statement] as const))
    .filter(([, { effect = "Allow", principals }]) => {
      return effect === "Allow" && principals?.some(({ type }) => type === "Service") === true;
    });

/** A service works for every account there is: without this, somebody else's could send it here. */
const isOfThisAccount = (
  stack: StackJson,
  { test, variable, values }: NonNullable<PolicyStatement["condition"]>[number],
): boolean =>
  /^(?:aws:SourceAccount|aws:SourceArn|kms:EncryptionContext:.+:arn)$/.test(variable) &&
  (variable === "aws:SourceAccount"
    ? test === "StringEquals" && values.every((value) => value === awsEnvironmentOf(stack).account)
    : /^Arn(?:Like|Equals)$/.test(test) &&
      values.every((value) => value.includes(awsEnvironmentOf(stack).account))) &&
  values.length > 0;

describe("the policies of queues, topics, buckets and keys", () => {
  /** By name: the role that deploys the environment, in this account. */
  const isDeployment = ({ condition = [] }: PolicyStatement, environment: string): boolean =>
    condition.some(
      ({ test, variable, values }) =>
        test === "ArnLike" &&
        variable === "aws:PrincipalArn" &&
        values.length === 1 &&
        values.every(
          (value) => /^[^*]+:role\/message-handler-deploy-(\w+)-\$/.exec(value)?.[1] === environment,
        ),
    );

  /** What browsers ask without a signature. */
  const isPreflight = ({ actions = [], resources = [] }: PolicyStatement): boolean =>
    actions.every((action) => action === "execute-api:Invoke") &&
    resources.every((resource) => resource.endsWith("/*/OPTIONS/*"));

  for (const { title, config } of subjects)
    it(`allow services alone in ${title}, the role that deploys it and preflights, and deny to everybody where they deny`, () => {
      for (const { address, statements } of policyDocuments(stackOf(config)))
        for (const statement of statements)
          for (const { type, identifiers } of statement.principals ?? []) {
            const isNamed = isDeployment(statement, config.environment) || isPreflight(statement);
            if (identifiers.includes("*"))
              expect(statement.effect === "Deny" || isNamed, address).to.equal(true);
            else if (type === "AWS")
              // The account itself, which leaves it to IAM.
              for (const identifier of identifiers) expect(identifier, address).to.match(/:root$/);
            else expect(type, address).to.equal("Service");
          }
    });

  for (const [title, stack] of [
    ...subjects.map(({ title: name, config }) => [name, () => stackOf(config)] as const),
    ["bootstrap", bootstrapStack] as const,
  ])
    it(`allow services on behalf of this account alone in ${title}`, () => {
      for (const [address, { actions, condition = [] }] of allowedToServices(stack()))
        expect(
          condition.some((one) => isOfThisAccount(stack(), one)),
          `${address}: ${String(actions)}`,
        ).to.equal(true);
    });

  it("allow one service at least, so that the promises above say something", () => {
    for (const { title, config } of subjects)
      expect(allowedToServices(stackOf(config)), title).not.to.deep.equal([]);
  });
});
