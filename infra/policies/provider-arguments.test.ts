import { expect } from "chai";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { awsProviderVersion } from "../constructs/shared/aws-provider.ts";
import { readArguments, type Arguments } from "./binding-arguments.ts";
import { argumentsFile, unknownArguments, writtenArguments } from "./provider-arguments.ts";
import { everyStack } from "./synth.ts";

const pinned = JSON.parse(readFileSync(argumentsFile, "utf8")) as {
  readonly provider: string;
  readonly arguments: Readonly<Record<string, Arguments>>;
};

const ofPinned = (type: string): Arguments => pinned.arguments[type] ?? [];

const lib = dirname(import.meta.resolve("@cdktf/provider-aws/lib/provider/index.js")).replace("file://", "");
const ofBindings = (type: string): Arguments => readArguments(join(lib, ".."), type);

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)].toSorted();

/** Of the types that the stacks have; the marks are those of @pulumi/aws 7.48.0, made from the same provider. */
const deprecated = new Set([
  "aws_dynamodb_table: global_secondary_index.hash_key",
  "aws_dynamodb_table: global_secondary_index.range_key",
  "aws_iam_role: inline_policy",
  "aws_iam_role: managed_policy_arns",
  ...[
    "acceleration_status",
    "acl",
    "cors_rule",
    "grant",
    "lifecycle_rule",
    "logging",
    "policy",
    "website",
  ].map((argument) => `aws_s3_bucket: ${argument}`),
  ...["object_lock_configuration", "replication_configuration", "request_payer", "versioning"].map(
    (argument) => `aws_s3_bucket: ${argument}`,
  ),
  "aws_s3_bucket: server_side_encryption_configuration",
  "data.aws_region: name",
]);

describe("the provider's arguments", () => {
  it("are recorded for the version that is pinned (else run `pnpm provider-arguments`)", () => {
    expect(pinned.provider).to.equal(awsProviderVersion);
  });

  it("take all that the stacks write", () => {
    expect(unique(everyStack().flatMap((stack) => unknownArguments(stack, ofPinned)))).to.deep.equal([]);
  });

  it("are written by the types of the bindings, but for those that came later", () => {
    expect(unique(everyStack().flatMap((stack) => unknownArguments(stack, ofBindings)))).to.deep.equal([
      "aws_api_gateway_rest_api: security_policy",
    ]);
  });

  it("are none that is deprecated, but for an index's keys, for whose successor the bindings have no type", () => {
    const written = unique(everyStack().flatMap((stack) => writtenArguments(stack, ofPinned)));
    expect(written.filter((argument) => deprecated.has(argument))).to.deep.equal([
      "aws_dynamodb_table: global_secondary_index.hash_key",
      "aws_dynamodb_table: global_secondary_index.range_key",
    ]);
  });
});
