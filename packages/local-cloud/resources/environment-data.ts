// The data sources that tell a stack where it runs.
import { z } from "zod";
import { toArn } from "../core/account.ts";
import { resourceType } from "../stack/resource-type.ts";

const nothing = z.strictObject({});

export const CallerIdentityData = resourceType(
  "data.aws_caller_identity",
  nothing,
  (_config, _place, account) => ({
    id: account.id,
    account_id: account.id,
    user_id: account.id,
    arn: toArn(account, "iam", "root", "global"),
  }),
);

/** `name` is the old name of `region` in the provider. */
export const RegionData = resourceType("data.aws_region", nothing, (_config, _place, { region }) => ({
  id: region,
  name: region,
  region,
  endpoint: `ec2.${region}.amazonaws.com`,
}));

export const PartitionData = resourceType(
  "data.aws_partition",
  nothing,
  (_config, _place, { partition }) => ({
    id: partition,
    partition,
    dns_suffix: "amazonaws.com",
    reverse_dns_prefix: "com.amazonaws",
  }),
);
