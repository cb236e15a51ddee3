// DynamoDB's Terraform resource type.
import { z } from "zod";
import { toArn } from "../core/account.ts";
import { type ConfigOf, resourceType } from "../stack/resource-type.ts";
import { attributes, block, blocks } from "../stack/schema.ts";

const Index = z.strictObject({
  name: z.string(),
  hash_key: z.string(),
  range_key: z.string().optional(),
  projection_type: z.enum(["ALL", "INCLUDE", "KEYS_ONLY"]),
  non_key_attributes: z.array(z.string()).optional(),
});

export const DynamodbTable = resourceType(
  "aws_dynamodb_table",
  attributes(
    {
      name: z.string(),
      /** Provisioned capacity throttles, which is not supported; the provider's default is PROVISIONED. */
      billing_mode: z.literal("PAY_PER_REQUEST"),
      hash_key: z.string(),
      range_key: z.string().optional(),
      attribute: blocks(z.strictObject({ name: z.string(), type: z.enum(["S", "N", "B"]) })),
      global_secondary_index: blocks(Index),
      /** Nothing reads a stream here. */
      stream_enabled: z.literal(false).optional(),
      /** Without a key of the stack it is AWS's own or the one AWS manages, which every caller in the account may use. */
      server_side_encryption: block(
        z
          .strictObject({ enabled: z.boolean(), kms_key_arn: z.string().startsWith("arn:").optional() })
          .refine(({ enabled, kms_key_arn }) => enabled || kms_key_arn === undefined, {
            path: ["kms_key_arn"],
            error: "says nothing unless enabled",
          }),
      ),
    },
    {
      "a price": "table_class",
      "there are no quotas here": "warm_throughput",
      "about `terraform destroy`, which does not happen here": "deletion_protection_enabled",
      "restoring is an operation that is refused as unknown": "point_in_time_recovery",
      'DynamoDB deletes "within a few days" of expiry and shows items until then: a local run sees none go':
        "ttl",
    },
  ),
  ({ name }, _place, account) => ({ id: name, arn: toArn(account, "dynamodb", `table/${name}`) }),
);
export type DynamodbTableConfig = ConfigOf<typeof DynamodbTable>;

export const DynamodbContributorInsights = resourceType(
  "aws_dynamodb_contributor_insights",
  attributes({}, { "there are no quotas here: nothing is throttled": "table_name index_name mode" }),
  (_config, { address }) => ({ id: address }),
);
