import { evaluate } from "@message-handler/local-cloud/policy";
import { CloudwatchLogGroup, KmsKey } from "@message-handler/local-cloud/stack";
import { anAccount } from "@message-handler/local-cloud/testing";
import { expect } from "chai";
import { resolvedStack, type ResolvedStack } from "./resolved-stack.ts";
import { allOf, stackOf, subjects, theOnly } from "./synth.ts";
import type { Resource, StackJson } from "./synth.ts";

type Caller = Parameters<typeof evaluate>[1]["caller"];
type Context = Readonly<Record<string, string>>;

/** What works on data, or lets somebody work on it. */
const uses = [
  "kms:CreateGrant",
  "kms:Decrypt",
  "kms:Encrypt",
  "kms:GenerateDataKey",
  "kms:GenerateDataKeyWithoutPlaintext",
  "kms:ReEncryptFrom",
  "kms:ReEncryptTo",
];

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html */
const neededByDynamodb = [...uses, "kms:DescribeKey"];

const region = `${anAccount.region}.amazonaws.com`;
const account: Caller = { kind: "account", account: anAccount.id };
const service = (name: string): Caller => ({ kind: "service", name });
const alarms = service("cloudwatch.amazonaws.com");
const logs = service(`logs.${region}`);
const via = (name: string): Context => ({ "kms:viaservice": `${name}.${region}` });
const forAccount = (id: string): Context => ({ "aws:sourceaccount": id });
const forLogGroup = (arn: string): Context => ({ "kms:encryptioncontext:aws:logs:arn": arn });

for (const { title, config } of subjects.filter(
  (subject) => subject.config.encryption === "customer-managed",
))
  describe(`the customer-managed key of ${title}`, () => {
    const stack = (): StackJson => stackOf(config);
    const key = (): Resource => theOnly(stack(), "aws_kms_key");
    let resolved: ResolvedStack;

    before(async () => {
      resolved = await resolvedStack(config);
    });

    /** Those of the actions that the key's policy allows the caller. */
    const allowed = (
      caller: Caller,
      context: Context,
      actions: readonly string[] = uses,
    ): readonly string[] => {
      const arn = String(resolved.stack.of(KmsKey)[0]?.attributes["arn"]);
      const policy = resolved.resources.find((each) => each.arn === arn);
      if (policy === undefined) throw new Error("the key has no policy");
      const request = { caller, resource: arn, context: new Map(Object.entries(context)) };
      return actions.filter((action) => evaluate(policy.statements, { ...request, action }) === "allow");
    };

    it("rotates, is enabled, and waits 30 days before it is deleted", () => {
      expect(key().body["enable_key_rotation"]).to.equal(true);
      expect(key().body["is_enabled"] ?? true).to.equal(true);
      expect(key().body["deletion_window_in_days"]).to.equal(30);
    });

    it("is made with its policy, and has no other and no grant beside it", () => {
      expect(key().body).to.have.property("policy");
      expect(allOf(stack(), "aws_kms_key_policy")).to.deep.equal([]);
      expect(allOf(stack(), "aws_kms_grant")).to.deep.equal([]);
    });

    it("can be administered by the account's IAM, which may not use it on data by itself", () => {
      const administration = [
        "kms:DescribeKey",
        "kms:PutKeyPolicy",
        "kms:ScheduleKeyDeletion",
        "kms:RevokeGrant",
      ];
      expect(allowed(account, {}, administration)).to.deep.equal(administration);
      expect(allowed(account, {})).to.deep.equal([]);
    });

    it("can be administered by the role that deploys it, whatever KMS knows of its tags yet", () => {
      const deployment = (environment: string): readonly string[] => {
        const arn = `arn:aws:iam::${anAccount.id}:role/message-handler-deploy-${environment}-${anAccount.region}`;
        const caller: Caller = { kind: "role", arns: [arn], account: anAccount.id };
        const context = { "aws:principalarn": arn, "kms:calleraccount": anAccount.id };
        return allowed(caller, context, ["kms:EnableKeyRotation", "kms:PutKeyPolicy", "kms:Decrypt"]);
      };
      expect(deployment(config.environment)).to.deep.equal(["kms:EnableKeyRotation", "kms:PutKeyPolicy"]);
      expect(deployment("other")).to.deep.equal([]);
    });

    it("can be used by the account's IAM through SQS, S3 and DynamoDB and through no other service", () => {
      for (const store of ["sqs", "s3", "dynamodb"])
        expect(allowed(account, via(store)), store).to.include.members([
          "kms:Decrypt",
          "kms:GenerateDataKey",
        ]);
      for (const other of ["lambda", "secretsmanager", "sns", "ec2"])
        expect(allowed(account, via(other)), other).to.deep.equal([]);
    });

    it("gives grants to DynamoDB alone, and only for a resource of AWS", () => {
      const forAws = { "kms:grantisforawsresource": "true" };
      expect(allowed(account, { ...via("dynamodb"), ...forAws }, neededByDynamodb)).to.deep.equal(
        neededByDynamodb,
      );
      for (const context of [via("dynamodb"), forAws, { ...via("s3"), ...forAws }])
        expect(allowed(account, context, ["kms:CreateGrant"])).to.deep.equal([]);
    });

    it("is of no use to CloudWatch: alarms must reach people when it is disabled", () => {
      expect(allowed(alarms, forAccount(anAccount.id))).to.deep.equal([]);
    });

    it("lets CloudWatch Logs use it for every log group that has it and for no other environment's", () => {
      const groups = resolved.stack
        .of(CloudwatchLogGroup)
        .filter(({ config: { kms_key_id: keyOfGroup } }) => keyOfGroup !== undefined)
        .map(({ attributes }) => String(attributes["arn"]));
      expect(groups).not.to.deep.equal([]);
      for (const arn of groups)
        expect(allowed(logs, forLogGroup(arn)), arn).to.include.members([
          "kms:Decrypt",
          "kms:GenerateDataKey",
        ]);
      const [arn = ""] = groups.filter((each) => each.includes(":/aws/lambda/"));
      const other = arn.replace(`message-handler-${config.environment}`, "message-handler-other");
      expect(allowed(logs, forLogGroup(other))).to.deep.equal([]);
      expect(allowed(logs, {})).to.deep.equal([]);
    });

    it("can be used by no other service, by no other account and by nobody without IAM", () => {
      const context = { ...forAccount(anAccount.id), ...via("s3") };
      for (const name of ["sns", "sqs", "s3", "lambda", "apigateway", "events"])
        expect(allowed(service(`${name}.amazonaws.com`), context), name).to.deep.equal([]);
      expect(allowed({ kind: "account", account: "999999999999" }, context)).to.deep.equal([]);
      const role = {
        kind: "role",
        arns: [`arn:aws:iam::${anAccount.id}:role/any`],
        account: anAccount.id,
      } as const;
      expect(allowed(role, context)).to.deep.equal([]);
    });
  });
