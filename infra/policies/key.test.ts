import { expect } from "chai";
import { awsEnvironmentOf } from "./aws-environment.ts";
import { allOf, refTo, stackOf, statementsOf, subjects, theOnly } from "./synth.ts";
import type { PolicyStatement, Resource, StackJson } from "./synth.ts";

/** Who may do what with the key, and how: anybody or anything that is not written here is one too many. */
const expectedStatements = (stack: StackJson, key: Resource, prefix: string): readonly PolicyStatement[] => {
  const { account, partition, region } = awsEnvironmentOf(stack);
  const resources = [refTo(key, "arn")];
  const ofAccount = {
    principals: [{ type: "AWS", identifiers: [`arn:${partition}:iam::${account}:root`] }],
    resources,
  };
  const groups = `arn:${partition}:logs:${region}:${account}:log-group`;
  return [
    {
      sid: "AdministrationByIam",
      ...ofAccount,
      actions: [
        "kms:CancelKeyDeletion",
        "kms:CreateAlias",
        "kms:DeleteAlias",
        "kms:DescribeKey",
        "kms:DisableKey",
        "kms:DisableKeyRotation",
        "kms:EnableKey",
        "kms:EnableKeyRotation",
        "kms:GetKeyPolicy",
        "kms:GetKeyRotationStatus",
        "kms:ListGrants",
        "kms:ListKeyRotations",
        "kms:ListResourceTags",
        "kms:PutKeyPolicy",
        "kms:RevokeGrant",
        "kms:RotateKeyOnDemand",
        "kms:ScheduleKeyDeletion",
        "kms:TagResource",
        "kms:UntagResource",
        "kms:UpdateAlias",
        "kms:UpdateKeyDescription",
      ],
    },
    {
      sid: "UseThroughTheStoresByIam",
      ...ofAccount,
      actions: [
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:Encrypt",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlaintext",
        "kms:ReEncrypt*",
      ],
      condition: [
        {
          test: "StringEquals",
          variable: "kms:ViaService",
          values: ["sqs", "s3", "dynamodb"].map((service) => `${service}.${region}.amazonaws.com`),
        },
      ],
    },
    {
      sid: "GrantsOfTheTableByIam",
      ...ofAccount,
      actions: ["kms:CreateGrant"],
      condition: [
        { test: "StringEquals", variable: "kms:ViaService", values: [`dynamodb.${region}.amazonaws.com`] },
        { test: "Bool", variable: "kms:GrantIsForAWSResource", values: ["true"] },
      ],
    },
    {
      sid: "AlarmsOfThisAccount",
      principals: [{ type: "Service", identifiers: ["cloudwatch.amazonaws.com"] }],
      actions: ["kms:Decrypt", "kms:GenerateDataKey"],
      resources,
      condition: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [account] }],
    },
    {
      sid: "LogGroupsOfThisStack",
      principals: [{ type: "Service", identifiers: [`logs.${region}.amazonaws.com`] }],
      actions: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
      resources,
      condition: [
        {
          test: "ArnLike",
          variable: "kms:EncryptionContext:aws:logs:arn",
          values: [
            `${groups}:/aws/lambda/${prefix}-*`,
            `${groups}:/aws/apigateway/${prefix}-*`,
            `${groups}:API-Gateway-Execution-Logs_*`,
          ],
        },
      ],
    },
  ];
};

for (const { title, config } of subjects.filter(
  (subject) => subject.config.encryption === "customer-managed",
))
  describe(`the account's own key in ${title}`, () => {
    const stack = (): StackJson => stackOf(config);
    const key = (): Resource => theOnly(stack(), "aws_kms_key");
    const policy = (): Resource => theOnly(stack(), "aws_kms_key_policy");

    it("rotates, works, and can be had back for a month", () => {
      expect(key().body["enable_key_rotation"]).to.equal(true);
      expect(key().body["is_enabled"] ?? true).to.equal(true);
      expect(key().body["deletion_window_in_days"]).to.equal(30);
    });

    it("is used by those, for that and on those conditions that its policy was written for", () => {
      const expected = expectedStatements(stack(), key(), `message-handler-${config.environment}`);
      const found = statementsOf(stack(), policy().body["policy"]);
      expect(found.map(({ sid }) => sid)).to.deep.equal(expected.map(({ sid }) => sid));
      for (const [index, { effect = "Allow", ...statement }] of found.entries()) {
        expect(effect, statement.sid).to.equal("Allow");
        expect(statement, statement.sid).to.deep.equal(expected[index]);
      }
    });

    it("has that policy and no other", () => {
      expect(policy().body["key_id"]).to.be.oneOf([refTo(key(), "key_id"), refTo(key(), "id")]);
      expect(key().body).not.to.have.property("policy");
      expect(allOf(stack(), "aws_kms_grant")).to.deep.equal([]);
    });
  });
