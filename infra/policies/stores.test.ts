import { evaluate } from "@message-handler/local-cloud/policy";
import { SnsTopic, SqsQueue } from "@message-handler/local-cloud/stack";
import { summaryFields } from "@message-handler/domain/record.ts";
import { expect } from "chai";
import { peakWriteUnits } from "../config/capacity.ts";
import { prod } from "../config/prod.ts";
import { resolvedStack } from "./resolved-stack.ts";
import {
  allOf,
  bootstrapStack,
  deployed,
  refTo,
  resourcesOf,
  stackOf,
  statementsOf,
  subjects,
  theOnly,
} from "./synth.ts";
import type { Block, PolicyStatement, Resource, StackJson } from "./synth.ts";

/** The companions of a bucket refer to it by its name. */
const companion = (stack: StackJson, bucket: Resource, type: string): Block => {
  const [found, ...others] = allOf(stack, type).filter(({ body }) =>
    [refTo(bucket, "id"), refTo(bucket, "bucket")].includes(String(body["bucket"])),
  );
  if (found === undefined || others.length > 0) throw new Error(`${bucket.address} needs one ${type}`);
  return found.body;
};

/** Whether nobody may do any of these to it without TLS. A statement for fewer would leave the others open. */
const refusesWithoutTls = (
  statements: readonly PolicyStatement[],
  arn: string,
  refused: readonly string[],
): boolean =>
  statements.some(
    ({ effect, principals, actions = [], resources, condition }) =>
      effect === "Deny" &&
      principals?.some(({ type, identifiers }) => type === "*" && identifiers.includes("*")) === true &&
      JSON.stringify(actions.toSorted()) === JSON.stringify(refused.toSorted()) &&
      resources?.includes(arn) === true &&
      JSON.stringify(condition) ===
        JSON.stringify([{ test: "Bool", values: ["false"], variable: "aws:SecureTransport" }]),
  );

/** Terraform takes a block that may stand once by itself or in a list. */
const toList = (block: unknown): readonly Block[] =>
  block === undefined ? [] : Array.isArray(block) ? (block as readonly Block[]) : [block as Block];

const isPrevented = ({ body }: Resource): boolean =>
  (body["lifecycle"] as Block | undefined)?.["prevent_destroy"] === true;

const describeBuckets = (title: string, stack: () => StackJson, archiveDays?: number): void => {
  describe(`the buckets of ${title}`, () => {
    const each = (promise: (bucket: Resource) => void): void => {
      const buckets = allOf(stack(), "aws_s3_bucket");
      expect(buckets).not.to.deep.equal([]);
      for (const bucket of buckets) promise(bucket);
    };

    it("block public access in all four ways and disable access control lists", () => {
      each((bucket) => {
        const block = companion(stack(), bucket, "aws_s3_bucket_public_access_block");
        for (const name of [
          "block_public_acls",
          "block_public_policy",
          "ignore_public_acls",
          "restrict_public_buckets",
        ])
          expect(block[name], name).to.equal(true);
        const { rule } = companion(stack(), bucket, "aws_s3_bucket_ownership_controls");
        expect((rule as Block)["object_ownership"]).to.equal("BucketOwnerEnforced");
      });
    });

    it("keep old versions for a while and abort unfinished uploads", () => {
      each((bucket) => {
        const versioning = companion(stack(), bucket, "aws_s3_bucket_versioning");
        expect((versioning["versioning_configuration"] as Block)["status"]).to.equal("Enabled");
        const rules = companion(stack(), bucket, "aws_s3_bucket_lifecycle_configuration")[
          "rule"
        ] as readonly Block[];
        expect(rules.some((rule) => "abort_incomplete_multipart_upload" in rule)).to.equal(true);
        expect(rules.some((rule) => "noncurrent_version_expiration" in rule)).to.equal(true);
        expect(rules.map(({ status }) => status)).to.deep.equal(rules.map(() => "Enabled"));
      });
    });

    it("never expire the current version of an object before its retention, if it has one", () => {
      each((bucket) => {
        const rules = companion(stack(), bucket, "aws_s3_bucket_lifecycle_configuration")[
          "rule"
        ] as readonly Block[];
        for (const { expiration } of rules)
          for (const { days, date } of toList(expiration))
            expect([days ?? archiveDays, date]).to.deep.equal([archiveDays, undefined]);
      });
    });

    it("take no object that only the holder of a key of its own could read", () => {
      each((bucket) => {
        const { rule } = companion(stack(), bucket, "aws_s3_bucket_server_side_encryption_configuration");
        for (const each of rule as readonly Block[])
          expect(each["blocked_encryption_types"]).to.deep.equal(["SSE-C"]);
      });
    });

    it("are encrypted and deny every request without TLS", () => {
      each((bucket) => {
        const { rule } = companion(stack(), bucket, "aws_s3_bucket_server_side_encryption_configuration");
        const [encryption] = (rule as readonly Block[]).map(
          (each) => each["apply_server_side_encryption_by_default"] as Block,
        );
        expect(encryption?.["sse_algorithm"]).to.be.oneOf(["AES256", "aws:kms"]);
        const { policy } = companion(stack(), bucket, "aws_s3_bucket_policy");
        const statements = statementsOf(stack(), policy);
        expect(refusesWithoutTls(statements, refTo(bucket, "arn"), ["s3:*"])).to.equal(true);
        expect(refusesWithoutTls(statements, `${refTo(bucket, "arn")}/*`, ["s3:*"])).to.equal(true);
      });
    });
  });
};

for (const { title, config } of subjects)
  describeBuckets(title, () => stackOf(config), config.options.retention?.archiveDays);
describeBuckets("bootstrap", bootstrapStack);

for (const { title, config } of subjects) {
  describe(`what ${title} stores`, () => {
    const stack = (): StackJson => stackOf(config);
    const ownKey = config.encryption === "customer-managed";
    const keyArn = (): string => refTo(theOnly(stack(), "aws_kms_key"), "arn");

    it("is reached through queues and topics by TLS alone, for every caller", async () => {
      const { stack: resolved, resources } = await resolvedStack(config);
      const queueActions = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:PurgeQueue"];
      const topicActions = ["sns:Publish", "sns:Subscribe", "sns:SetTopicAttributes", "sns:DeleteTopic"];
      const callers = [
        { kind: "role", arns: ["arn:aws:iam::000000000000:role/any"], account: "000000000000" },
        { kind: "service", name: "cloudwatch.amazonaws.com" },
        { kind: "account", account: "999999999999" },
      ] as const;
      const guarded = [
        ...resolved.of(SqsQueue).map(({ attributes }) => [attributes["arn"], queueActions] as const),
        ...resolved.of(SnsTopic).map(({ attributes }) => [attributes["arn"], topicActions] as const),
      ];
      expect(guarded).to.have.length(4);
      for (const [arn, actions] of guarded) {
        const resource = String(arn);
        const statements = resources
          .filter((each) => each.arn === resource)
          .flatMap((each) => each.statements);
        for (const action of actions)
          for (const caller of callers)
            for (const [tls, isDenied] of [
              ["false", true],
              ["true", false],
            ] as const) {
              const context = new Map([["aws:securetransport", tls]]);
              const evaluation = evaluate(statements, { caller, action, resource, context });
              expect(evaluation === "explicitDeny", `${action} on ${resource}, TLS ${tls}`).to.equal(
                isDenied,
              );
            }
      }
    });

    it(`is encrypted by ${ownKey ? "the customer-managed key" : "keys that AWS owns"} in every service`, () => {
      const key = ownKey ? keyArn() : undefined;
      for (const { body } of allOf(stack(), "aws_sqs_queue")) {
        expect(body["kms_master_key_id"]).to.equal(key);
        expect(body["sqs_managed_sse_enabled"]).to.equal(ownKey ? undefined : true);
      }
      for (const { body } of allOf(stack(), "aws_dynamodb_table"))
        expect(body["server_side_encryption"]).to.deep.equal(
          ownKey ? { enabled: true, kms_key_arn: key } : undefined,
        );
      for (const { body } of allOf(stack(), "aws_s3_bucket_server_side_encryption_configuration"))
        expect(
          (body["rule"] as readonly Block[])[0]?.["apply_server_side_encryption_by_default"],
        ).to.deep.equal(
          ownKey ? { kms_master_key_id: key, sse_algorithm: "aws:kms" } : { sse_algorithm: "AES256" },
        );
      for (const { body } of allOf(stack(), "aws_cloudwatch_log_group")) {
        const isAccessLog = String(body["name"]).endsWith("-api-access");
        expect(body["kms_key_id"]).to.equal(isAccessLog ? undefined : key);
      }
    });

    it("reports its own key's failure: the topics of alarms, which hold nothing of a message, have no key", () => {
      // Not `alias/aws/sns` either: CloudWatch may not use that key, and would drop alarms without a word.
      const topics = allOf(stack(), "aws_sns_topic");
      expect(topics).to.have.length(2);
      for (const { body } of topics) expect(body).not.to.have.property("kms_master_key_id");
    });

    it("has every field of a record but the message in each index of the table, and the rejected ones alone in one", () => {
      const { body } = theOnly(stack(), "aws_dynamodb_table");
      const indexes = body["global_secondary_index"] as readonly Block[];
      expect(indexes.map(({ hash_key }) => hash_key)).to.deep.equal(["company_id", "rejected_company_id"]);
      for (const index of indexes) {
        const projected = [...(index["non_key_attributes"] as readonly string[]), index["hash_key"]];
        expect(["message_id", index["range_key"], ...projected]).to.include.members([...summaryFields]);
        expect(projected).not.to.include("message");
      }
    });

    it("has a retention period for every log group", () => {
      const groups = allOf(stack(), "aws_cloudwatch_log_group");
      expect(groups).to.have.length(allOf(stack(), "aws_lambda_function").length + 2);
      for (const { body, address } of groups)
        expect(body["retention_in_days"], address).to.equal(config.logRetentionDays);
      const names = new Set(groups.map(({ address }) => `\${${address}.name}`));
      for (const { body } of allOf(stack(), "aws_lambda_function"))
        expect(names).to.include((body["logging_config"] as Block)["log_group"]);
    });
  });
}

describe("tables of records", () => {
  for (const { title, config } of subjects)
    it(`take the writes of twice the admitted rate from the start in ${title}, and leave to DynamoDB what it raises`, () => {
      const { body } = theOnly(stackOf(config), "aws_dynamodb_table");
      const units = peakWriteUnits(config);
      expect(body["warm_throughput"]).to.deep.equal(
        units > 4000 ? { read_units_per_second: 12_000, write_units_per_second: units } : undefined,
      );
      expect((body["lifecycle"] as Block)["ignore_changes"]).to.deep.equal(["warm_throughput"]);
      // Terraform could not ignore it there, and DynamoDB refuses the lower value that it would ask for.
      for (const index of body["global_secondary_index"] as readonly Block[])
        expect(index).not.to.have.property("warm_throughput");
    });
});

describe("data that must not be lost", () => {
  for (const { title, config } of deployed.filter((subject) => subject.config.protectData))
    it(`cannot be destroyed by an ordinary apply in ${title}: archive, table, key and both queues`, () => {
      const stack = stackOf(config);
      const kept = ["aws_s3_bucket", "aws_dynamodb_table", "aws_kms_key", "aws_sqs_queue"].flatMap((type) =>
        allOf(stack, type),
      );
      expect(kept.filter(isPrevented)).to.deep.equal(kept);
      for (const { body } of allOf(stack, "aws_s3_bucket"))
        expect(body["force_destroy"] ?? false).to.equal(false);
      for (const { body } of allOf(stack, "aws_dynamodb_table")) {
        expect(body["deletion_protection_enabled"]).to.equal(true);
        expect((body["point_in_time_recovery"] as Block)["enabled"]).to.equal(true);
      }
    });

  it("is protected in prod by its configuration", () => {
    expect(prod.protectData).to.equal(true);
  });

  it("includes the bucket with the state of every environment", () => {
    const buckets = allOf(bootstrapStack(), "aws_s3_bucket");
    expect(buckets).to.have.length(1);
    expect(buckets.filter(isPrevented)).to.deep.equal(buckets);
    for (const { body } of buckets) expect(body["force_destroy"] ?? false).to.equal(false);
  });

  it("belongs to resources that Terraform neither skips nor forgets when it destroys", () => {
    for (const { config } of subjects)
      for (const { body } of resourcesOf(stackOf(config))) expect(body).not.to.have.property("skip_destroy");
  });
});
