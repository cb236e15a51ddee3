// The IAM resource types: roles, and the policies that hang on them.
import { z } from "zod";
import { toArn } from "../core/account.ts";
import type { Account } from "../core/account.ts";
import type { Place, ResourceType } from "../stack/resource-type.ts";
import { blocks, inert } from "../stack/schema.ts";

/** Terraform invents a name where none is given; here it is the label, so that two starts agree. */
const nameOf = (
  config: { name?: string | undefined; name_prefix?: string | undefined },
  place: Place,
): string => config.name ?? `${config.name_prefix ?? "terraform-"}${place.name}`;

const globalArn = (account: Account, resource: string): string => toArn(account, "iam", resource, "global");

// Bookkeeping of an account that is kept; this one is thrown away.
const tags = { tags: inert(), tags_all: inert() };

const roleConfig = z.strictObject({
  ...tags,
  name: z.string().optional(),
  name_prefix: z.string().optional(),
  path: z.string().startsWith("/").endsWith("/").default("/"),
  assume_role_policy: z.string(),
  inline_policy: blocks(z.strictObject({ name: z.string().optional(), policy: z.string() })),
  managed_policy_arns: z.array(z.string()).default([]),
  /** A policy's ARN. */
  permissions_boundary: z.string().startsWith("arn:").optional(),
  description: inert(),
  // Credentials are handed out for as long as the local cloud runs.
  max_session_duration: inert(),
  // Matters when a role is destroyed.
  force_detach_policies: inert(),
});

export type RoleConfig = z.infer<typeof roleConfig>;

export const IamRole: ResourceType<RoleConfig> = {
  type: "aws_iam_role",
  config: roleConfig,
  computed: (config, place, account) => {
    const name = nameOf(config, place);
    return {
      id: name,
      name,
      arn: globalArn(account, `role${config.path}${name}`),
      unique_id: `AROA${name.toUpperCase()}`,
    };
  },
};

const rolePolicyConfig = z.strictObject({
  name: z.string().optional(),
  name_prefix: z.string().optional(),
  /** The role's name. */
  role: z.string(),
  policy: z.string(),
});

export const IamRolePolicy: ResourceType<z.infer<typeof rolePolicyConfig>> = {
  type: "aws_iam_role_policy",
  config: rolePolicyConfig,
  computed: (config, place) => {
    const name = nameOf(config, place);
    return { id: `${config.role}:${name}`, name };
  },
};

const policyConfig = z.strictObject({
  ...tags,
  name: z.string().optional(),
  name_prefix: z.string().optional(),
  path: z.string().startsWith("/").endsWith("/").default("/"),
  policy: z.string(),
  description: inert(),
  // Waits for AWS to spread the policy, which takes no time here.
  delay_after_policy_creation_in_ms: inert(),
});

export const IamPolicy: ResourceType<z.infer<typeof policyConfig>> = {
  type: "aws_iam_policy",
  config: policyConfig,
  computed: (config, place, account) => {
    const name = nameOf(config, place);
    const arn = globalArn(account, `policy${config.path}${name}`);
    return { id: arn, arn, name, policy_id: `ANPA${name.toUpperCase()}` };
  },
};

const rolePolicyAttachmentConfig = z.strictObject({
  /** The role's name. */
  role: z.string(),
  policy_arn: z.string(),
});

export const IamRolePolicyAttachment: ResourceType<z.infer<typeof rolePolicyAttachmentConfig>> = {
  type: "aws_iam_role_policy_attachment",
  config: rolePolicyAttachmentConfig,
  computed: (config) => ({ id: `${config.role}/${config.policy_arn}` }),
};
