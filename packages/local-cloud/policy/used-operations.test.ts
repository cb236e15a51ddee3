import { expect } from "chai";
import { aRole, policyOf } from "../testing/policy-stack.ts";
import { anAccount, loadedStack } from "../testing/stack.ts";
import { gatherPolicies } from "./policies.ts";
import { usedOperations } from "./used-operations.ts";

const services = [
  { name: "sqs", operations: ["SendMessage", "SendMessageBatch", "DeleteMessage"] },
  { name: "s3", operations: ["ListBuckets", "GetObject", "HeadObject", "PutObject"] },
  { name: "sns", operations: ["Publish"] },
] as const;

const used = async (...statements: readonly object[]) => {
  const queue = {
    name: "jobs",
    policy: policyOf({ Effect: "Allow", Principal: "*", Action: "sqs:DeleteMessage", Resource: "*" }),
  };
  const role = { ...aRole, inline_policy: [{ name: "p", policy: policyOf(...statements) }] };
  const stack = await loadedStack({ resource: { aws_iam_role: { r: role }, aws_sqs_queue: { q: queue } } });
  return usedOperations(
    gatherPolicies(stack, anAccount, () => {}),
    services,
  ).map(({ service, operation }) => `${service} ${operation}`);
};

describe("usedOperations", () => {
  it("lists what the policies of roles and of resources allow", async () => {
    const send = { Effect: "Allow", Action: ["sqs:sendmessage", "logs:PutLogEvents"], Resource: "*" };
    expect(await used(send)).to.deep.equal(["sqs SendMessage", "sqs SendMessageBatch", "sqs DeleteMessage"]);
  });

  it("knows patterns, and operations that go by another one's permission", async () => {
    const get = { Effect: "Allow", Action: ["s3:Get*", "s3:ListAllMyBuckets"], Resource: "*" };
    expect(await used(get)).to.deep.equal([
      "sqs DeleteMessage",
      "s3 ListBuckets",
      "s3 GetObject",
      "s3 HeadObject",
    ]);
  });

  it("lists nothing for what is only denied", async () => {
    expect(await used({ Effect: "Deny", Action: "sns:*", Resource: "*" })).to.deep.equal([
      "sqs DeleteMessage",
    ]);
  });
});
