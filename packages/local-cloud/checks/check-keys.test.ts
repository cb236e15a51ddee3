// Keys and key policies that AWS would refuse, or that would fail somebody later: found at the start.
import { expect } from "chai";
import { administration, aKey, encrypted, everything, policyOf } from "../testing/policy-stack.ts";
import { anAccount, loadedStack, problemsOf as problemsOfStart } from "../testing/stack.ts";
import { gatherPolicies } from "../policy/policies.ts";
import { checkKeys } from "./check-keys.ts";

const key = "${aws_kms_key.k.arn}";

const problemsOf = async (resource: object): Promise<readonly string[]> => {
  const stack = await loadedStack({ resource });
  return problemsOfStart(() => {
    checkKeys(
      gatherPolicies(stack, anAccount, () => {}),
      anAccount,
    );
  });
};

const logs = {
  Effect: "Allow",
  Principal: { Service: "logs.us-east-1.amazonaws.com" },
  Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
  Resource: "*",
  Condition: {
    ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:000000000000:log-group:/jobs*" },
  },
};
const group = (name: string) => ({ aws_cloudwatch_log_group: { g: { name, kms_key_id: key } } });

describe("checkKeys", () => {
  it("takes keys with KMS's own policy, with logs that are let in", async () => {
    expect(await problemsOf({ ...aKey(), ...encrypted })).to.deep.equal([]);
    expect(await problemsOf({ ...aKey(everything, logs), ...group("/jobs/worker") })).to.deep.equal([]);
  });

  it("refuses a policy that nobody could ever change again", async () => {
    expect(await problemsOf(aKey(logs))).to.deep.equal([
      "aws_kms_key.k: no administrator of the account could change this policy again (kms:PutKeyPolicy)",
    ]);
  });

  it("refuses a second policy for a key", async () => {
    const second = { aws_kms_key_policy: { p: { key_id: key, policy: policyOf(everything) } } };
    const [problem = "", ...others] = await problemsOf({ ...aKey(everything), ...second });
    expect(problem).to.match(/^aws_kms_key_policy\.p: arn:aws:kms:\S+ has another policy already$/);
    expect(others).to.deep.equal([]);
  });

  const unknown: readonly (readonly [string, object, string])[] = [
    [
      "queue",
      { aws_sqs_queue: { jobs: { name: "jobs", kms_master_key_id: "alias/aws/sqs" } } },
      "aws_sqs_queue.jobs: attribute kms_master_key_id: the stack has no key alias/aws/sqs (keys that AWS manages are not supported)",
    ],
    [
      "topic",
      { aws_sns_topic: { alerts: { name: "alerts", kms_master_key_id: "alias/lost" } } },
      "aws_sns_topic.alerts: attribute kms_master_key_id: the stack has no key alias/lost",
    ],
    [
      "alias",
      { aws_kms_alias: { a: { name: "alias/a", target_key_id: "lost" } } },
      "aws_kms_alias.a: attribute target_key_id: the stack has no key lost",
    ],
    [
      "policy",
      { aws_kms_key_policy: { p: { key_id: "lost", policy: "{}" } } },
      "aws_kms_key_policy.p: attribute key_id: the stack has no key lost",
    ],
  ];
  for (const [what, resource, problem] of unknown)
    it(`refuses a ${what} with a key that is not in the stack`, async () => {
      expect(await problemsOf(resource)).to.deep.equal([problem]);
    });

  it("refuses a log group that the key's policy keeps CloudWatch Logs from, as AWS does", async () => {
    const outside =
      "aws_cloudwatch_log_group.g: its key's policy (aws_kms_key.k) does not let logs.us-east-1.amazonaws.com do";
    const all = "kms:Encrypt, kms:Decrypt, kms:ReEncryptFrom, kms:ReEncryptTo, kms:GenerateDataKey";
    expect(await problemsOf({ ...aKey(), ...group("/jobs") })).to.deep.equal([`${outside} ${all}`]);
    expect(await problemsOf({ ...aKey(everything, logs), ...group("/other") })).to.deep.equal([
      `${outside} ${all}`,
    ]);
    const readOnly = { ...logs, Action: ["kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"] };
    expect(await problemsOf({ ...aKey(everything, readOnly), ...group("/jobs") })).to.deep.equal([
      `${outside} kms:Decrypt`,
    ]);
  });

  it("refuses a table whose creator could not give DynamoDB its grant", async () => {
    const use = {
      ...everything,
      Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*"],
      Condition: { StringEquals: { "kms:ViaService": "dynamodb.us-east-1.amazonaws.com" } },
    };
    const table = { aws_dynamodb_table: encrypted.aws_dynamodb_table };
    expect(await problemsOf({ ...aKey(administration, use), ...table })).to.deep.equal([]);
    const noGrant = { ...administration, Action: ["kms:Put*", "kms:Describe*"] };
    expect(await problemsOf({ ...aKey(noGrant, use), ...table })).to.deep.equal([
      "aws_dynamodb_table.items: its key's policy (aws_kms_key.k) does not let whoever creates the table do kms:CreateGrant",
    ]);
  });

  it("knows the condition keys of KMS beside actions of KMS only", async () => {
    const via = { StringEquals: { "kms:ViaService": "sqs.us-east-1.amazonaws.com" } };
    const other = { ...everything, Condition: { StringEquals: { "kms:RequestAlias": "alias/a" } } };
    expect(await problemsOf(aKey(everything, { ...everything, Condition: via }))).to.deep.equal([]);
    expect(await problemsOf(aKey(everything, other))).to.deep.equal([
      "aws_kms_key.k: attribute policy: Statement[1]: condition key kms:RequestAlias is not known to the local cloud",
    ]);
  });
});
