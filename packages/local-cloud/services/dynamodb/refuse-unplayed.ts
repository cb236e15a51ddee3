// Parameters that dynalite drops without a word, though they would change what happens.
import type { AwsError } from "../../core/service.ts";
import type { Json } from "./engine.ts";

/** Whatever dynalite 4.0.0 does not read of a CreateTable but for `Tags`, `SSESpecification` and `TableClass`. */
const dropped: Readonly<Record<string, readonly string[]>> = {
  CreateTable: [
    "StreamSpecification",
    "DeletionProtectionEnabled",
    "WarmThroughput",
    "ResourcePolicy",
    "OnDemandThroughput",
    "GlobalTableSourceArn",
    "GlobalTableSettingsReplicationMode",
    "VectorIndexes",
  ],
};

const isSet = (value: unknown): boolean => value !== undefined && value !== null && value !== false;

export const refuseUnplayed = (operation: string, input: Json): AwsError | undefined => {
  const parameter = dropped[operation]?.find((name) => isSet(input[name]));
  if (parameter !== undefined) {
    return {
      status: 501,
      code: "NotImplemented",
      message: `The local cloud does not play ${parameter} of ${operation}.`,
    };
  }
  if (operation === "Scan" && input.IndexName !== undefined && input.ConsistentRead === true) {
    const message = "Consistent reads are not supported on global secondary indexes";
    return { status: 400, code: "ValidationException", message };
  }
  return undefined;
};
