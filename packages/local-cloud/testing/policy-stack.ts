// Roles, policies and a key with what it encrypts: for tests of who may do what.
import type { Log } from "../core/log.ts";
import type { Principal } from "../core/principals.ts";
import type { Authorize } from "../policy/authorize.ts";
import { makeAuthorizer } from "../policy/authorizer.ts";
import { gatherPolicies } from "../policy/policies.ts";
import { anAccount, loadedStack } from "./stack.ts";

/** The text of a policy with these statements. */
export const policyOf = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** The configuration of the role `worker`, which Lambda may assume. */
export const aRole = {
  name: "worker",
  assume_role_policy: policyOf({
    Effect: "Allow",
    Action: "sts:AssumeRole",
    Principal: { Service: "lambda.amazonaws.com" },
  }),
};

/** Asked by `worker`, unless the test says otherwise. */
export const worker: Principal & { kind: "role" } = {
  kind: "role",
  arn: "arn:aws:iam::000000000000:role/worker",
};

/** `resource` and `data` are the sections of a Terraform JSON file. */
export const anAuthorizer = async (
  resource: object,
  data: object = {},
  log: Log = () => {},
): Promise<Authorize> => {
  const policies = gatherPolicies(await loadedStack({ resource, data }), anAccount, log);
  return makeAuthorizer({ policies, account: anAccount, log });
};

export const root = { AWS: "arn:aws:iam::000000000000:root" };
export const everything = { Effect: "Allow", Principal: root, Action: "kms:*", Resource: "*" };

/** Keeps the key administrable and nothing else. */
export const administration = {
  Effect: "Allow",
  Principal: root,
  Action: ["kms:Put*", "kms:Describe*", "kms:CreateGrant"],
  Resource: "*",
};

/** The key `k` with these statements, or with the policy that KMS gives a key without any. */
export const aKey = (...statements: readonly object[]) => ({
  aws_kms_key: {
    k: { enable_key_rotation: true, ...(statements.length === 0 ? {} : { policy: policyOf(...statements) }) },
  },
});

export const encrypted = {
  aws_sqs_queue: { jobs: { name: "jobs", kms_master_key_id: "${aws_kms_key.k.arn}" } },
  aws_sns_topic: { alerts: { name: "alerts", kms_master_key_id: "${aws_kms_key.k.key_id}" } },
  aws_s3_bucket: { files: { bucket: "files" } },
  aws_s3_bucket_server_side_encryption_configuration: {
    files: {
      bucket: "${aws_s3_bucket.files.id}",
      rule: [
        {
          bucket_key_enabled: true,
          apply_server_side_encryption_by_default: {
            sse_algorithm: "aws:kms",
            kms_master_key_id: "${aws_kms_key.k.arn}",
          },
        },
      ],
    },
  },
  aws_dynamodb_table: {
    items: {
      name: "items",
      billing_mode: "PAY_PER_REQUEST",
      hash_key: "id",
      attribute: [{ name: "id", type: "S" }],
      server_side_encryption: { enabled: true, kms_key_arn: "${aws_kms_key.k.arn}" },
    },
  },
};
