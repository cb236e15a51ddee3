// A stack made of plain configurations, for tests.
import type { Account } from "../core/account.ts";
import type { Resource, ResourceType, Stack } from "../stack/resource-type.ts";

export const anAccount: Account = {
  id: "000000000000",
  region: "us-east-1",
  partition: "aws",
  awsEndpoint: "http://127.0.0.1:4566",
  apiEndpoint: "http://127.0.0.1:3000",
};

/** Terraform type to labels to configurations, decoded by each resource type when it is asked for. */
export const makeFakeStack = (
  resources: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>,
  account: Account = anAccount,
): Stack => ({
  of: <Config>(type: ResourceType<Config>): readonly Resource<Config>[] =>
    Object.entries(resources[type.type] ?? {}).map(([name, stated]) => {
      const place = { address: `${type.type}.${name}`, name };
      const config = type.config.parse(stated);
      return { ...place, config, attributes: { ...stated, ...type.computed(config, place, account) } };
    }),
  outputs: {},
  directory: "/",
});
