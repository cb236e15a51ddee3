// From the Terraform resource to the API's CreateTable.
import type { CreateTableCommandInput } from "@aws-sdk/client-dynamodb";
import type { DynamodbTableConfig } from "../../resources/dynamodb.ts";

type KeySchema = NonNullable<CreateTableCommandInput["KeySchema"]>;
type Index = DynamodbTableConfig["global_secondary_index"][number];

const toKeySchema = (hash: string, range: string | undefined): KeySchema => [
  { AttributeName: hash, KeyType: "HASH" },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: "RANGE" as const }]),
];

const toIndex = ({ name, hash_key, range_key, projection_type, non_key_attributes }: Index) => ({
  IndexName: name,
  KeySchema: toKeySchema(hash_key, range_key),
  Projection: {
    ProjectionType: projection_type,
    ...(non_key_attributes === undefined ? {} : { NonKeyAttributes: non_key_attributes }),
  },
});

/** Whether keys and attributes fit together is for the API to say. */
export const toCreateTableInput = (config: DynamodbTableConfig): CreateTableCommandInput => {
  const indexes = config.global_secondary_index.map(toIndex);
  return {
    TableName: config.name,
    BillingMode: config.billing_mode,
    KeySchema: toKeySchema(config.hash_key, config.range_key),
    AttributeDefinitions: config.attribute.map(({ name, type }) => ({
      AttributeName: name,
      AttributeType: type,
    })),
    // An empty list is an error of the API.
    ...(indexes.length === 0 ? {} : { GlobalSecondaryIndexes: indexes }),
  };
};
