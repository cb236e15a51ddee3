// The Terraform resource types of KMS: keys, their names and their policies. Nothing is encrypted locally; what is
// simulated is who may use a key.
import { createHash } from "node:crypto";
import { z } from "zod";
import { toArn } from "../core/account.ts";
import { type Place, resourceType } from "../stack/resource-type.ts";
import { attributes } from "../stack/schema.ts";

const neverBypassed = z
  .literal(false, { error: "the check that somebody can still administer the key always holds here" })
  .optional();

/** AWS draws a UUID; here it follows from the address, so that two starts agree. */
const toKeyId = ({ address }: Place): string =>
  createHash("sha256")
    .update(address)
    .digest("hex")
    .slice(0, 32)
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");

export const KmsKey = resourceType(
  "aws_kms_key",
  attributes(
    {
      /** The services encrypt data with symmetric keys only, whose material KMS made itself. */
      key_usage: z.literal("ENCRYPT_DECRYPT").optional(),
      customer_master_key_spec: z.literal("SYMMETRIC_DEFAULT").optional(),
      multi_region: z.literal(false).optional(),
      is_enabled: z
        .literal(true, { error: "nothing that is encrypted with a disabled key could be read" })
        .optional(),
      /** JSON text. */
      policy: z.string().optional(),
      bypass_policy_lockout_safety_check: neverBypassed,
    },
    {
      "a text for people": "description",
      "there is no key material to rotate": "enable_key_rotation rotation_period_in_days",
      "about `terraform destroy`, which does not happen here": "deletion_window_in_days",
    },
  ),
  (_config, place, account) => {
    const id = toKeyId(place);
    return { id, key_id: id, arn: toArn(account, "kms", `key/${id}`) };
  },
);

export const KmsAlias = resourceType(
  "aws_kms_alias",
  attributes({
    name: z
      .string()
      .regex(
        /^alias\/(?!aws\/)[\w/-]{1,250}$/,
        "is no alias/name, or one that only AWS may give (alias/aws/…)",
      ),
    /** The key's id or ARN. */
    target_key_id: z.string(),
  }),
  ({ name, target_key_id: target }, _place, account) => ({
    id: name,
    arn: toArn(account, "kms", name),
    target_key_arn: target.startsWith("arn:") ? target : toArn(account, "kms", `key/${target}`),
  }),
);

/** `key_id` is the key's id or ARN, `policy` JSON text. */
export const KmsKeyPolicy = resourceType(
  "aws_kms_key_policy",
  attributes({
    key_id: z.string(),
    policy: z.string(),
    bypass_policy_lockout_safety_check: neverBypassed,
  }),
  ({ key_id }) => ({ id: key_id }),
);
