// Calls of roles against the policies of whole stacks: where grants come from, and how a refusal reads.
import { expect } from "chai";
import type { Log } from "../core/log.ts";
import { StackError } from "../stack/stack-error.ts";
import { aRole, anAuthorizer, policyOf, worker } from "../testing/policy-stack.ts";

const jobs = "arn:aws:sqs:us-east-1:000000000000:jobs";
const files = "arn:aws:s3:::files";

const send = { Effect: "Allow", Action: "sqs:SendMessage", Resource: "${aws_sqs_queue.jobs.arn}" };
const queue = { jobs: { name: "jobs" } };

const inline = (policy: string) => ({ aws_iam_role: { r: { ...aRole, inline_policy: [{ policy }] } } });
const attached = (policy_arn: string) => ({
  aws_iam_role: { r: aRole },
  aws_iam_role_policy_attachment: { a: { role: "worker", policy_arn } },
});

describe("makeAuthorizer", () => {
  let lines: unknown[];
  const log: Log = (...line) => {
    lines.push(line);
  };
  beforeEach(() => {
    lines = [];
  });

  const grants: readonly (readonly [string, object])[] = [
    [
      "an inline policy of the role",
      { aws_iam_role: { r: { ...aRole, inline_policy: [{ name: "send", policy: policyOf(send) }] } } },
    ],
    [
      "a policy resource, by the role's id",
      {
        aws_iam_role: { r: aRole },
        aws_iam_role_policy: { p: { role: "${aws_iam_role.r.id}", policy: policyOf(send) } },
      },
    ],
    [
      "an attached policy of the stack, by the role's name",
      {
        aws_iam_role: { r: aRole },
        aws_iam_policy: { p: { name: "send", path: "/of/ours/", policy: policyOf(send) } },
        aws_iam_role_policy_attachment: {
          a: { role: "${aws_iam_role.r.name}", policy_arn: "${aws_iam_policy.p.arn}" },
        },
      },
    ],
    [
      "a managed policy named by the role",
      {
        aws_iam_role: { r: { ...aRole, managed_policy_arns: ["${aws_iam_policy.p.arn}"] } },
        aws_iam_policy: { p: { name_prefix: "send-", policy: policyOf(send) } },
      },
    ],
    [
      "the queue's own policy",
      {
        aws_iam_role: { r: aRole },
        aws_sqs_queue_policy: {
          p: {
            queue_url: "${aws_sqs_queue.jobs.url}",
            policy: policyOf({ ...send, Principal: { AWS: "${aws_iam_role.r.arn}" } }),
          },
        },
      },
    ],
  ];
  for (const [what, resources] of grants)
    it(`allows what ${what} grants, and nothing beside it`, async () => {
      const authorize = await anAuthorizer({ aws_sqs_queue: queue, ...resources }, {}, log);
      expect(authorize(worker, "sqs:SendMessage", jobs)).to.deep.equal({ allowed: true });
      expect(lines).to.deep.equal([]);
      expect(authorize(worker, "sqs:PurgeQueue", jobs).allowed).to.equal(false);
      expect(authorize(worker, "sqs:SendMessage", `${jobs}2`).allowed).to.equal(false);
      expect(authorize({ kind: "role", arn: `${worker.arn}2` }, "sqs:SendMessage", jobs).allowed).to.equal(
        false,
      );
    });

  it("refuses in AWS's words, and logs the refusal once with the role, the action and the resource", async () => {
    const authorize = await anAuthorizer({ aws_iam_role: { r: aRole } }, {}, log);
    const message =
      "User: arn:aws:sts::000000000000:assumed-role/worker/local is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::files/a because no identity-based policy allows the s3:PutObject action";
    expect(authorize(worker, "s3:PutObject", `${files}/a`)).to.deep.equal({ allowed: false, message });
    const fields = { role: worker.arn, action: "s3:PutObject", resource: `${files}/a` };
    expect(lines).to.deep.equal([["ERROR", "iam", message, fields]]);
  });

  it("says which kind of policy denied", async () => {
    const denied = { Effect: "Deny", Action: "sqs:PurgeQueue", Resource: "*" };
    const authorize = await anAuthorizer({
      aws_sqs_queue: {
        jobs: { name: "jobs", policy: policyOf({ ...denied, Action: "sqs:DeleteMessage", Principal: "*" }) },
      },
      aws_iam_role: {
        r: { ...aRole, inline_policy: { policy: policyOf({ ...send, Action: "*", Resource: "*" }, denied) } },
      },
    });
    const messageOf = (action: string) => {
      const decision = authorize(worker, action, jobs);
      return decision.allowed ? "" : decision.message;
    };
    expect(messageOf("sqs:PurgeQueue")).to.match(/ with an explicit deny in an identity-based policy$/);
    expect(messageOf("sqs:DeleteMessage")).to.match(/ with an explicit deny in a resource-based policy$/);
    expect(messageOf("sqs:SendMessage")).to.equal("");
  });

  it("lets an operator do what every policy denies", async () => {
    const policy = policyOf({ Effect: "Deny", Action: "*", Resource: "*", Principal: "*" });
    const authorize = await anAuthorizer({ aws_sqs_queue: { jobs: { name: "jobs", policy } } });
    expect(authorize({ kind: "operator" }, "sqs:SendMessage", jobs)).to.deep.equal({ allowed: true });
  });

  it("names the role without its path, as a session does", async () => {
    const authorize = await anAuthorizer({ aws_iam_role: { r: { ...aRole, path: "/of/ours/" } } });
    const decision = authorize(
      { kind: "role", arn: "arn:aws:iam::000000000000:role/of/ours/worker" },
      "a:B",
      "*",
    );
    expect(decision).to.have.property("message").that.contains(":assumed-role/worker/local ");
  });

  it("reads policies that a data source writes", async () => {
    const statement = { actions: ["sqs:SendMessage"], resources: ["${aws_sqs_queue.jobs.arn}"] };
    const authorize = await anAuthorizer(
      {
        aws_sqs_queue: queue,
        aws_iam_role: { r: aRole },
        aws_iam_role_policy: { p: { role: "worker", policy: "${data.aws_iam_policy_document.send.json}" } },
      },
      { aws_iam_policy_document: { send: { statement: [statement] } } },
    );
    expect(authorize(worker, "sqs:SendMessage", jobs).allowed).to.equal(true);
  });

  const dated = { ...send, Resource: "*", Condition: { DateLessThan: { "aws:CurrentTime": "2030-01-01" } } };
  const refused: readonly (readonly [string, object, string])[] = [
    [
      "an operator it does not know",
      inline(policyOf(dated)),
      "aws_iam_role.r: attribute inline_policy[0].policy: Statement[0]: condition",
    ],
    [
      "an unattached policy it does not understand",
      { aws_iam_policy: { p: { policy: policyOf(dated) } } },
      "aws_iam_policy.p: attribute policy",
    ],
    [
      "a policy of AWS's own, whose text no stack has",
      attached("arn:aws:iam::aws:policy/AdministratorAccess"),
      "aws_iam_role_policy_attachment.a: attribute policy_arn: the stack has no policy arn:aws:iam::aws:policy/AdministratorAccess, whose text is needed",
    ],
    [
      "a policy for a role that is not there",
      { aws_iam_role_policy: { p: { role: "x", policy: "{}" } } },
      "aws_iam_role_policy.p: attribute role: the stack has no role x",
    ],
    [
      "a policy for a queue that is not there",
      { aws_sqs_queue_policy: { p: { queue_url: "x", policy: "{}" } } },
      "aws_sqs_queue_policy.p: attribute queue_url: the stack has no x",
    ],
    [
      "a policy for a bucket that is not there",
      { aws_s3_bucket_policy: { p: { bucket: "xyz", policy: "{}" } } },
      "aws_s3_bucket_policy.p: attribute bucket: the stack has no xyz",
    ],
    [
      "a permission for a function that is not there",
      {
        aws_lambda_permission: {
          p: { action: "lambda:InvokeFunction", function_name: "x", principal: "a.b" },
        },
      },
      "aws_lambda_permission.p: attribute function_name: the stack has no x",
    ],
    [
      "two policies of one queue",
      {
        aws_sqs_queue: { jobs: { name: "jobs", policy: "{}" } },
        aws_sqs_queue_policy: { p: { queue_url: "${aws_sqs_queue.jobs.url}", policy: "{}" } },
      },
      `aws_sqs_queue_policy.p: ${jobs} has another policy already`,
    ],
  ];
  for (const [what, resources, problem] of refused)
    it(`refuses to start with ${what}`, async () => {
      const error: unknown = await anAuthorizer(resources).catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(StackError).with.property("message").that.contains(problem);
    });
});
