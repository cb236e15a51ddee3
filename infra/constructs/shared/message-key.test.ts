import { expect } from "chai";
import { TerraformStack, Testing } from "cdktf";
import { AwsEnvironment } from "./aws-environment.ts";
import { MessageKey } from "./message-key.ts";

type Condition = { readonly variable: string; readonly values: readonly string[] };
type Statement = {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly condition?: readonly Condition[];
};
type Synthesised = {
  readonly data: {
    readonly aws_iam_policy_document: Readonly<Record<string, { readonly statement: readonly Statement[] }>>;
  };
};

describe("MessageKey", () => {
  const stack = new TerraformStack(Testing.app(), "a-stack");
  new MessageKey(stack, "key", {
    prefix: "a-stack",
    aws: new AwsEnvironment(stack, "place"),
    protectData: true,
  });
  const { data } = JSON.parse(Testing.synth(stack)) as Synthesised;
  const statements = Object.values(data.aws_iam_policy_document).flatMap(({ statement }) => statement);
  const find = (sid: string): Statement | undefined => statements.find((each) => each.sid === sid);

  it("lets the account's principals do through DynamoDB what it asks of them at least", () => {
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
    expect(find("UseThroughTheStoresByIam")?.actions).to.include.members([
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "kms:GenerateDataKeyWithoutPlaintext",
      "kms:ReEncrypt*",
    ]);
    expect(find("GrantsOfTheTableByIam")?.actions).to.deep.equal(["kms:CreateGrant"]);
  });

  it("lets nobody use it on data but through a service, or as a service of this account", () => {
    const uses = statements.filter(({ actions }) =>
      actions.some((action) => /^kms:(?:Decrypt|Encrypt|GenerateDataKey|ReEncrypt|CreateGrant)/.test(action)),
    );
    expect(uses.map(({ sid }) => sid)).to.have.members([
      "UseThroughTheStoresByIam",
      "GrantsOfTheTableByIam",
      "AlarmsOfThisAccount",
      "LogGroupsOfThisStack",
    ]);
    for (const { sid, condition = [] } of uses)
      expect(condition[0]?.variable, sid).to.be.oneOf([
        "kms:ViaService",
        "aws:SourceAccount",
        "kms:EncryptionContext:aws:logs:arn",
      ]);
  });
});
