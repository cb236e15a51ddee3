// The data sources that tell a stack where it runs.
import { z } from "zod";
import { toArn } from "../core/account.ts";
import type { ResourceType } from "../stack/resource-type.ts";

const nothing = z.strictObject({});
type Nothing = z.infer<typeof nothing>;

export const CallerIdentityData: ResourceType<Nothing> = {
  type: "data.aws_caller_identity",
  config: nothing,
  computed: (_config, _place, account) => ({
    id: account.id,
    account_id: account.id,
    user_id: account.id,
    arn: toArn(account, "iam", "root", "global"),
  }),
};

export const RegionData: ResourceType<Nothing> = {
  type: "data.aws_region",
  config: nothing,
  computed: (_config, _place, { region }) => ({
    id: region,
    // `name` is the old name of `region` in the provider.
    name: region,
    region,
    endpoint: `ec2.${region}.amazonaws.com`,
  }),
};

export const PartitionData: ResourceType<Nothing> = {
  type: "data.aws_partition",
  config: nothing,
  computed: (_config, _place, { partition }) => ({
    id: partition,
    partition,
    dns_suffix: "amazonaws.com",
    reverse_dns_prefix: "com.amazonaws",
  }),
};
