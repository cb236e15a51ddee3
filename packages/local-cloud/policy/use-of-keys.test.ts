// Calls on encrypted resources: which permission on the key each needs, and from which policy it may come.
import { expect } from "chai";
import type { Decision } from "./authorize.ts";
import {
  administration,
  aKey,
  anAuthorizer,
  aRole,
  encrypted,
  everything,
  policyOf,
  root,
  worker,
} from "../testing/policy-stack.ts";

const [sqs, sns] = ["arn:aws:sqs:us-east-1:000000000000:jobs", "arn:aws:sns:us-east-1:000000000000:alerts"];
const [file, table] = ["arn:aws:s3:::files/a", "arn:aws:dynamodb:us-east-1:000000000000:table/items"];
const key = "${aws_kms_key.k.arn}";
const session = "arn:aws:sts::000000000000:assumed-role/worker/local";

const allow = (actions: string | readonly string[], resource = key, more = {}) => ({
  Effect: "Allow",
  Action: actions,
  Resource: resource,
  ...more,
});
const services = allow(["sqs:*", "sns:*", "s3:*", "dynamodb:*"], "*");
const role = (...statements: readonly object[]) => ({
  aws_iam_role: { r: { ...aRole, inline_policy: [{ policy: policyOf(services, ...statements) }] } },
});

type Call = {
  readonly statements?: readonly object[];
  readonly keyPolicy?: readonly object[];
  readonly action?: string;
  readonly resource?: string;
};

const ask = async ({ statements = [], keyPolicy = [], ...call }: Call): Promise<Decision> => {
  const authorize = await anAuthorizer({ ...aKey(...keyPolicy), ...encrypted, ...role(...statements) });
  return authorize(worker, call.action ?? "sqs:SendMessage", call.resource ?? sqs);
};

/** Lets DynamoDB's creator do all, as is needed for the stack to load, and the account what the test says. */
const leavingToIam = (
  condition: object,
  actions: readonly string[] = ["kms:GenerateDataKey*", "kms:Decrypt"],
) => [
  administration,
  { ...everything, Condition: { StringLike: { "kms:ViaService": "dynamodb.*.amazonaws.com" } } },
  { ...everything, Action: actions, Condition: condition },
];

describe("The use of a KMS key", () => {
  const needs: readonly (readonly [string, string, readonly string[]])[] = [
    ["sqs:SendMessage", sqs, ["kms:GenerateDataKey", "kms:Decrypt"]],
    ["sqs:ReceiveMessage", sqs, ["kms:Decrypt"]],
    ["sns:Publish", sns, ["kms:GenerateDataKey", "kms:Decrypt"]],
    ["s3:PutObject", file, ["kms:GenerateDataKey"]],
    ["s3:GetObject", file, ["kms:Decrypt"]],
    ["dynamodb:GetItem", table, ["kms:Decrypt"]],
    ["dynamodb:PutItem", table, ["kms:Decrypt"]],
    ["dynamodb:Query", `${table}/index/by_owner`, ["kms:Decrypt"]],
  ];
  for (const [action, resource, needed] of needs) {
    it(`takes ${needed.join(" and ")} for ${action}, and no more`, async () => {
      expect(await ask({ action, resource, statements: [allow(needed)] })).to.deep.equal({ allowed: true });
    });

    for (const missing of needed)
      it(`is denied for ${action} without ${missing}`, async () => {
        const rest = needed.filter((each) => each !== missing);
        const statements = rest.length === 0 ? [] : [allow(rest)];
        const decision = await ask({ action, resource, statements });
        expect(decision).to.include({ allowed: false, ofKey: true });
        const { message } = decision as { readonly message: string };
        expect(message).to.match(
          new RegExp(
            `^User: ${session} is not authorized to perform: ${missing} on resource: arn:aws:kms:us-east-1:000000000000:key/[0-9a-f-]{36} because no identity-based policy allows the ${missing} action$`,
          ),
        );
      });
  }

  it("takes no permission for an action that touches no content", async () => {
    for (const [action, resource] of [
      ["sqs:DeleteMessage", sqs],
      ["sqs:ChangeMessageVisibility", sqs],
      ["dynamodb:DescribeTable", table],
      ["s3:DeleteObject", file],
      ["s3:ListBucket", "arn:aws:s3:::files"],
    ] as const)
      expect(await ask({ action, resource }), action).to.deep.equal({ allowed: true });
  });

  it("is not evaluated for a call that is denied itself", async () => {
    const decision = await ask({ statements: [{ ...allow("sqs:SendMessage", "*"), Effect: "Deny" }] });
    expect(decision).to.not.have.property("ofKey");
  });

  it("is denied by a key policy that leaves it to nobody, whatever IAM allows", async () => {
    const decision = await ask({
      statements: [allow("kms:*")],
      keyPolicy: leavingToIam({}, ["kms:GenerateDataKey"]),
    });
    expect(decision)
      .to.have.property("message")
      .that.includes("because no resource-based policy allows the kms:Decrypt");
  });

  it("is allowed by a key policy alone that names the role", async () => {
    const named = { ...everything, Principal: { AWS: worker.arn } };
    expect(await ask({ keyPolicy: [everything, named] })).to.deep.equal({ allowed: true });
  });

  it("is allowed by a key policy alone that names everyone in the account", async () => {
    const condition = { StringEquals: { "kms:CallerAccount": "000000000000" } };
    const everyone = { ...everything, Principal: { AWS: "*" }, Condition: condition };
    expect(await ask({ keyPolicy: [everything, everyone] })).to.deep.equal({ allowed: true });
    const others = { ...everyone, Condition: { StringEquals: { "kms:CallerAccount": "111111111111" } } };
    expect(await ask({ keyPolicy: [everything, others] })).to.include({ allowed: false });
  });

  it("is denied by an explicit deny of the key policy or of IAM, whatever the other says", async () => {
    const [use, no] = [allow("kms:*"), { ...everything, Effect: "Deny", Action: "kms:Decrypt" }];
    expect(
      await ask({ statements: [use], keyPolicy: [everything, { ...no, Principal: { AWS: worker.arn } }] }),
    )
      .to.have.property("message")
      .that.includes("with an explicit deny in a resource-based policy");
    expect(await ask({ statements: [use, { ...allow("kms:Decrypt"), Effect: "Deny" }] }))
      .to.have.property("message")
      .that.includes("with an explicit deny in an identity-based policy");
  });

  const conditions: readonly (readonly [string, object, object])[] = [
    [
      "the service that uses it",
      { StringEquals: { "kms:ViaService": ["sqs.us-east-1.amazonaws.com", "s3.us-east-1.amazonaws.com"] } },
      { StringEquals: { "kms:ViaService": "s3.us-east-1.amazonaws.com" } },
    ],
    [
      "what the data is bound to",
      { ArnLike: { "kms:EncryptionContext:aws:sqs:arn": sqs } },
      { ArnLike: { "kms:EncryptionContext:aws:sqs:arn": `${sqs}-too` } },
    ],
    [
      "the caller's account",
      { StringEquals: { "kms:CallerAccount": "000000000000" } },
      { StringEquals: { "kms:CallerAccount": "111111111111" } },
    ],
  ];
  for (const [what, met, unmet] of conditions)
    it(`may depend on ${what}, in the key policy and in IAM`, async () => {
      const use = allow("kms:*");
      const [fits, fails] = [leavingToIam(met), leavingToIam(unmet)];
      expect(await ask({ statements: [use], keyPolicy: fits })).to.deep.equal({ allowed: true });
      expect(await ask({ statements: [use], keyPolicy: fails })).to.include({ allowed: false, ofKey: true });
      expect(await ask({ statements: [{ ...use, Condition: met }] })).to.deep.equal({ allowed: true });
      expect(await ask({ statements: [{ ...use, Condition: unmet }] })).to.include({ ofKey: true });
    });

  it("has the bucket as encryption context of an object, or without a bucket key the object", async () => {
    const condition = (arn: string) => ({ StringEquals: { "kms:EncryptionContext:aws:s3:arn": arn } });
    const get = { action: "s3:GetObject", resource: file };
    const of = async (arn: string) =>
      ask({ ...get, statements: [allow("kms:*", key, { Condition: condition(arn) })] });
    expect(await of("arn:aws:s3:::files")).to.deep.equal({ allowed: true });
    expect(await of(file)).to.include({ ofKey: true });
    const { files } = encrypted.aws_s3_bucket_server_side_encryption_configuration;
    const rule = files.rule.map((each) => ({ ...each, bucket_key_enabled: false }));
    const without = { aws_s3_bucket_server_side_encryption_configuration: { files: { ...files, rule } } };
    const authorize = await anAuthorizer({
      ...aKey(),
      ...encrypted,
      ...without,
      ...role(allow("kms:*", key, { Condition: condition(file) })),
    });
    expect(authorize(worker, get.action, file)).to.deep.equal({ allowed: true });
    expect(authorize(worker, get.action, `${file}b`)).to.include({ ofKey: true });
  });

  describe("by AWS services", () => {
    const alarm = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:jobs";
    const cloudwatch = { kind: "service", name: "cloudwatch.amazonaws.com", sourceArn: alarm } as const;
    const forAlarms = (condition: object) => ({
      Effect: "Allow",
      Principal: { Service: "cloudwatch.amazonaws.com" },
      Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
      Resource: "*",
      Condition: condition,
    });
    const publish = async (...statements: readonly object[]): Promise<Decision> => {
      const authorize = await anAuthorizer({ ...aKey(everything, ...statements), ...encrypted });
      return authorize(cloudwatch, "sns:Publish", sns);
    };

    it("is decided by the key policy alone, since a service has no policies of its own", async () => {
      expect(await publish()).to.deep.include({ allowed: false, ofKey: true });
      expect(await publish(forAlarms({}))).to.deep.equal({ allowed: true });
    });

    for (const [key, mine, other] of [
      ["aws:SourceAccount", "000000000000", "111111111111"],
      ["aws:SourceArn", "arn:aws:cloudwatch:us-east-1:000000000000:alarm:*", `${alarm}-too`],
    ] as const)
      it(`may depend on ${key}, for which the service acts`, async () => {
        const operator = key === "aws:SourceArn" ? "ArnLike" : "StringEquals";
        expect(await publish(forAlarms({ [operator]: { [key]: mine } }))).to.deep.equal({ allowed: true });
        expect(await publish(forAlarms({ [operator]: { [key]: other } }))).to.include({ ofKey: true });
      });

    it("is denied by a condition on kms:ViaService, which a service's own call does not carry", async () => {
      const via = { StringLike: { "kms:ViaService": "sns.*.amazonaws.com" } };
      expect(await publish(forAlarms(via))).to.include({ ofKey: true });
    });

    it("is needed by SNS to deliver to an encrypted queue", async () => {
      const open = {
        aws_sqs_queue_policy: {
          p: {
            queue_url: "${aws_sqs_queue.jobs.url}",
            policy: policyOf({
              ...allow("sqs:SendMessage", sqs),
              Principal: { Service: "sns.amazonaws.com" },
            }),
          },
        },
      };
      const caller = { kind: "service", name: "sns.amazonaws.com" } as const;
      const deliver = async (...statements: readonly object[]): Promise<Decision> => {
        const authorize = await anAuthorizer({ ...aKey(everything, ...statements), ...encrypted, ...open });
        return authorize(caller, "sqs:SendMessage", sqs, { "aws:SourceArn": sns });
      };
      const forSns = {
        ...forAlarms({ ArnLike: { "aws:SourceArn": sns } }),
        Principal: { Service: "sns.amazonaws.com" },
      };
      expect(await deliver()).to.include({ ofKey: true });
      expect(await deliver(forSns)).to.deep.equal({ allowed: true });
    });
  });

  it("is allowed to an operator without any policy", async () => {
    const authorize = await anAuthorizer({ ...aKey(), ...encrypted });
    expect(authorize({ kind: "operator" }, "sqs:SendMessage", sqs)).to.deep.equal({ allowed: true });
  });

  it("is found by the key's alias, too", async () => {
    const alias = { aws_kms_alias: { a: { name: "alias/mine", target_key_id: "${aws_kms_key.k.key_id}" } } };
    for (const name of ["alias/mine", "${aws_kms_alias.a.arn}"]) {
      const queue = { aws_sqs_queue: { jobs: { name: "jobs", kms_master_key_id: name } } };
      const authorize = await anAuthorizer({ ...aKey(), ...alias, ...queue, ...role() });
      expect(authorize(worker, "sqs:SendMessage", sqs), name).to.include({ ofKey: true });
    }
  });

  it("is decided by an aws_kms_key_policy where there is one", async () => {
    const own = {
      aws_kms_key_policy: {
        p: {
          key_id: key,
          policy: policyOf({ ...everything, Resource: key }, { ...everything, Principal: root }),
        },
      },
    };
    const authorize = await anAuthorizer({ ...aKey(), ...own, ...encrypted, ...role(allow("kms:*")) });
    expect(authorize(worker, "sqs:SendMessage", sqs)).to.deep.equal({ allowed: true });
  });
});
