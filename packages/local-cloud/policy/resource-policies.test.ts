// What queues, buckets, topics and functions say themselves, to roles and to AWS services.
import { expect } from "chai";
import type { Principal } from "../core/principals.ts";
import { aRole, anAuthorizer, policyOf, worker } from "../testing/policy-stack.ts";

const service = (name: string): Principal => ({ kind: "service", name: `${name}.amazonaws.com` });
const jobs = "arn:aws:sqs:us-east-1:000000000000:jobs";
const files = "arn:aws:s3:::files";
const alerts = "arn:aws:sns:us-east-1:000000000000:alerts";
const resize = "arn:aws:lambda:us-east-1:000000000000:function:resize";

const publish = { Effect: "Allow", Action: "sns:Publish", Resource: alerts };
const topicWith = (statement: object) => ({
  aws_sns_topic: { alerts: { name: "alerts" } },
  aws_sns_topic_policy: { p: { arn: "${aws_sns_topic.alerts.arn}", policy: policyOf(statement) } },
});

describe("The policies of resources", () => {
  it("counts a bucket's policy for its objects, and takes the connection for a secure one", async () => {
    const Resource = ["${aws_s3_bucket.files.arn}", "${aws_s3_bucket.files.arn}/*"];
    const insecure = { Bool: { "aws:SecureTransport": "false" } };
    const authorize = await anAuthorizer({
      aws_iam_role: { r: aRole },
      aws_s3_bucket: { files: { bucket: "files" } },
      aws_s3_bucket_policy: {
        p: {
          bucket: "${aws_s3_bucket.files.id}",
          policy: policyOf(
            { Effect: "Allow", Action: "s3:GetObject", Resource, Principal: { AWS: worker.arn } },
            { Effect: "Deny", Action: "s3:*", Resource, Principal: "*", Condition: insecure },
          ),
        },
      },
    });
    expect(authorize(worker, "s3:GetObject", `${files}/a`).allowed).to.equal(true);
    expect(authorize(worker, "s3:GetObject", `${files}2/a`).allowed).to.equal(false);
    const overHttp = authorize(worker, "s3:GetObject", `${files}/a`, { "aws:SecureTransport": "false" });
    expect(overHttp).to.have.property("message").that.contains("explicit deny in a resource-based policy");
  });

  it("counts a policy for its own resource only, even where it says every resource", async () => {
    const policy = policyOf({ Effect: "Allow", Action: "*", Resource: "*", Principal: "*" });
    const authorize = await anAuthorizer({
      aws_sqs_queue: { jobs: { name: "jobs", policy }, other: { name: "jobs2" } },
    });
    expect(authorize(worker, "sqs:SendMessage", jobs).allowed).to.equal(true);
    expect(authorize(worker, "sqs:SendMessage", `${jobs}2`).allowed).to.equal(false);
  });

  it("lets the account's alarms publish to a topic without a policy, and no other service", async () => {
    const lines: unknown[] = [];
    const authorize = await anAuthorizer({ aws_sns_topic: { alerts: { name: "alerts" } } }, {}, (...line) => {
      lines.push(line);
    });
    expect(authorize(service("cloudwatch"), "sns:Publish", alerts)).to.deep.equal({ allowed: true });
    const message = `User: s3.amazonaws.com is not authorized to perform: sns:Publish on resource: ${alerts} because no resource-based policy allows the sns:Publish action`;
    expect(authorize(service("s3"), "sns:Publish", alerts)).to.deep.equal({ allowed: false, message });
    const fields = { service: "s3.amazonaws.com", action: "sns:Publish", resource: alerts };
    expect(lines).to.deep.equal([["ERROR", "iam", message, fields]]);
    expect(authorize(worker, "sns:Publish", alerts).allowed).to.equal(false);
  });

  it("goes by a topic's own policy where there is one", async () => {
    const account = { StringEquals: { "aws:SourceAccount": "000000000000" } };
    const ofAlarms = await anAuthorizer(
      topicWith({ ...publish, Principal: { Service: "cloudwatch.amazonaws.com" }, Condition: account }),
    );
    const ofOthers = await anAuthorizer(
      topicWith({ ...publish, Principal: { Service: "events.amazonaws.com" } }),
    );
    expect(ofAlarms(service("cloudwatch"), "sns:Publish", alerts).allowed).to.equal(true);
    expect(ofOthers(service("cloudwatch"), "sns:Publish", alerts).allowed).to.equal(false);
  });

  it("never lets a service do what no resource's policy allows", async () => {
    const authorize = await anAuthorizer({ aws_sqs_queue: { jobs: { name: "jobs" } } });
    expect(authorize(service("sns"), "sqs:SendMessage", jobs).allowed).to.equal(false);
    expect(authorize(service("sns"), "sqs:ListQueues", "*").allowed).to.equal(false);
  });

  it("lets a service invoke a function for the source that its permission names", async () => {
    const lambda = {
      function_name: "resize",
      filename: "x.zip",
      handler: "index.handler",
      runtime: "nodejs24.x",
      logging_config: { log_format: "JSON" },
    };
    const api = "arn:aws:execute-api:us-east-1:000000000000:api";
    const authorize = await anAuthorizer({
      aws_iam_role: { r: aRole },
      aws_lambda_function: { resize: { ...lambda, role: "${aws_iam_role.r.arn}" } },
      aws_lambda_permission: {
        p: {
          action: "lambda:InvokeFunction",
          function_name: "${aws_lambda_function.resize.function_name}",
          principal: "apigateway.amazonaws.com",
          source_arn: `${api}/*/GET/things`,
        },
      },
    });
    const invoke = (source: Readonly<Record<string, string>>, name = "apigateway") =>
      authorize(service(name), "lambda:InvokeFunction", resize, source).allowed;
    expect(invoke({ "aws:SourceArn": `${api}/live/GET/things` })).to.equal(true);
    expect(invoke({ "aws:SourceArn": `${api}/live/POST/things` })).to.equal(false);
    expect(invoke({})).to.equal(false);
    expect(invoke({ "aws:SourceArn": `${api}/live/GET/things` }, "sns")).to.equal(false);
    expect(authorize(worker, "lambda:InvokeFunction", resize).allowed).to.equal(false);
  });
});
