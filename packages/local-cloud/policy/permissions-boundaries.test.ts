// What a role may do within its permissions boundary.
import { expect } from "chai";
import type { Log } from "../core/log.ts";
import { StackError } from "../stack/stack-error.ts";
import type { Authorize, Decision } from "./authorize.ts";
import { aRole, anAuthorizer, policyOf, worker } from "../testing/policy-stack.ts";

const jobs = "arn:aws:sqs:us-east-1:000000000000:jobs";
const elsewhere = "arn:aws:iam::000000000000:policy/workload";
const allow = (Action: string, Resource = "*") => ({ Effect: "Allow", Action, Resource });

const bounded = async (boundary: object | undefined, more: object = {}, log?: Log): Promise<Authorize> => {
  const role = {
    ...aRole,
    inline_policy: [{ policy: policyOf(allow("sqs:*")) }],
    permissions_boundary: boundary === undefined ? elsewhere : "${aws_iam_policy.b.arn}",
  };
  const policy =
    boundary === undefined ? {} : { aws_iam_policy: { b: { name: "b", policy: policyOf(boundary) } } };
  return anAuthorizer(
    { aws_iam_role: { r: role }, aws_sqs_queue: { jobs: { name: "jobs" } }, ...policy, ...more },
    {},
    log,
  );
};
const send = async (boundary: object, more: object = {}): Promise<Decision> =>
  (await bounded(boundary, more))(worker, "sqs:SendMessage", jobs);
const user = "User: arn:aws:sts::000000000000:assumed-role/worker/local is not authorized to perform:";

describe("A permissions boundary", () => {
  it("allows what it and the role's own policy allow", async () => {
    expect(await send(allow("sqs:Send*"))).to.deep.equal({ allowed: true });
  });

  it("denies what it does not allow, whatever the role's own policy says", async () => {
    expect(await send(allow("s3:*"))).to.deep.equal({
      allowed: false,
      message: `${user} sqs:SendMessage on resource: ${jobs} because no permissions boundary allows the sqs:SendMessage action`,
    });
  });

  it("denies what it denies explicitly", async () => {
    expect(await send({ ...allow("sqs:SendMessage"), Effect: "Deny" })).to.deep.equal({
      allowed: false,
      message: `${user} sqs:SendMessage on resource: ${jobs} with an explicit deny in a permissions boundary`,
    });
  });

  it("grants nothing itself", async () => {
    const authorize = await bounded(allow("*"));
    expect(authorize(worker, "s3:ListBucket", "arn:aws:s3:::files"))
      .to.have.property("message")
      .that.includes("no identity-based policy allows");
  });

  it("bounds what a queue's own policy grants to the role", async () => {
    const statement = { ...allow("sqs:*", jobs), Principal: { AWS: worker.arn } };
    const more = {
      aws_sqs_queue_policy: { p: { queue_url: "${aws_sqs_queue.jobs.url}", policy: policyOf(statement) } },
    };
    expect(await send(allow("s3:*"), more)).to.include({ allowed: false });
  });

  it("bounds the use of keys too", async () => {
    const key = {
      aws_kms_key: { k: {} },
      aws_sqs_queue: { jobs: { name: "jobs", kms_master_key_id: "${aws_kms_key.k.arn}" } },
      aws_iam_role_policy: { p: { role: "worker", policy: policyOf(allow("kms:*")) } },
    };
    expect(await send(allow("sqs:*"), key)).to.include({ allowed: false, ofKey: true });
    const both = { ...allow("sqs:*"), Action: ["sqs:*", "kms:GenerateDataKey", "kms:Decrypt"] };
    expect(await send(both, key)).to.deep.equal({ allowed: true });
  });

  it("is not evaluated when another stack makes it, which is logged once", async () => {
    const lines: unknown[] = [];
    const log: Log = (level, source, message) => void lines.push(`${level} ${source} ${message}`);
    const second = { ...aRole, name: "other", permissions_boundary: elsewhere };
    const role = {
      ...aRole,
      inline_policy: [{ policy: policyOf(allow("sqs:*")) }],
      permissions_boundary: elsewhere,
    };
    const authorize = await bounded(undefined, { aws_iam_role: { r: role, second } }, log);
    expect(authorize(worker, "sqs:SendMessage", jobs)).to.deep.equal({ allowed: true });
    expect(lines).to.deep.equal([
      `WARN iam the permissions boundary ${elsewhere} is not in the stack, and is not evaluated`,
    ]);
  });

  it("stops the start when it is not understood", async () => {
    const failure: unknown = await send({
      ...allow("sqs:*"),
      Condition: { StringEquals: { "aws:X": "y" } },
    }).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(StackError);
  });
});
