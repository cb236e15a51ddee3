// The IAM resource types: roles, and the policies that are attached to them.
import { z } from "zod";
import { toArn, type Account } from "../core/account.ts";
import { type Place, resourceType } from "../stack/resource-type.ts";
import { attributes, blocks } from "../stack/schema.ts";

const named = { name: z.string().optional(), name_prefix: z.string().optional() };
const path = z.string().startsWith("/").endsWith("/").default("/");

/** Terraform invents a name where none is given; here it is the label, so that two starts agree. */
const nameOf = (
  config: { name?: string | undefined; name_prefix?: string | undefined },
  place: Place,
): string => config.name ?? `${config.name_prefix ?? "terraform-"}${place.name}`;

const globalArn = (account: Account, resource: string): string => toArn(account, "iam", resource, "global");

export const IamRole = resourceType(
  "aws_iam_role",
  attributes(
    {
      ...named,
      path,
      assume_role_policy: z.string(),
      inline_policy: blocks(z.strictObject({ name: z.string().optional(), policy: z.string() })),
      managed_policy_arns: z.array(z.string()).default([]),
      /** A policy's ARN. */
      permissions_boundary: z.string().startsWith("arn:").optional(),
    },
    {
      "a text for people": "description",
      "credentials are handed out for as long as the local cloud runs": "max_session_duration",
      "matters when a role is destroyed": "force_detach_policies",
    },
  ),
  (config, place, account) => {
    const name = nameOf(config, place);
    const arn = globalArn(account, `role${config.path}${name}`);
    return { id: name, name, arn, unique_id: `AROA${name.toUpperCase()}` };
  },
);

/** `role` is the role's name. */
export const IamRolePolicy = resourceType(
  "aws_iam_role_policy",
  attributes({ ...named, role: z.string(), policy: z.string() }),
  (config, place) => {
    const name = nameOf(config, place);
    return { id: `${config.role}:${name}`, name };
  },
);

export const IamPolicy = resourceType(
  "aws_iam_policy",
  attributes(
    { ...named, path, policy: z.string() },
    {
      "a text for people": "description",
      "waits for AWS to spread the policy, which takes no time here": "delay_after_policy_creation_in_ms",
    },
  ),
  (config, place, account) => {
    const name = nameOf(config, place);
    const arn = globalArn(account, `policy${config.path}${name}`);
    return { id: arn, arn, name, policy_id: `ANPA${name.toUpperCase()}` };
  },
);

/** `role` is the role's name. */
export const IamRolePolicyAttachment = resourceType(
  "aws_iam_role_policy_attachment",
  attributes({ role: z.string(), policy_arn: z.string() }),
  (config) => ({ id: `${config.role}/${config.policy_arn}` }),
);
