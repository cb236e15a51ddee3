import { expect } from "chai";
import { decodedStack } from "../testing/stack.ts";
import { reportMissingPermissions } from "./report-missing-permissions.ts";

const queueArn = "arn:aws:sqs:us-east-1:000000000000:work";
const role = "arn:aws:iam::000000000000:role/jobs";
const aFunction = {
  function_name: "jobs",
  filename: "jobs.zip",
  handler: "index.handler",
  runtime: "nodejs24.x",
  role,
  logging_config: { log_format: "JSON" },
};
const aMapping = { event_source_arn: queueArn, function_name: "jobs" };

type Reported = { readonly level: string; readonly source: string; readonly message: string };

/** What is reported when the role may do nothing but `allowed`. */
const report = (changes: object, mapping?: object, allowed: readonly string[] = []): readonly Reported[] => {
  const reported: Reported[] = [];
  const stack = decodedStack({
    aws_lambda_function: { jobs: { ...aFunction, ...changes } },
    aws_lambda_event_source_mapping: mapping === undefined ? {} : { feed: { ...aMapping, ...mapping } },
  });
  reportMissingPermissions(
    stack,
    (_caller, action, resource) =>
      allowed.includes(action) ? { allowed: true } : { allowed: false, message: `not on ${resource}` },
    (level, source, message) => reported.push({ level, source, message }),
  );
  return reported;
};

describe("reportMissingPermissions", () => {
  it("reports each permission that a role lacks to trace its function, at ERROR and in the function's name", () => {
    const reported = report({ tracing_config: { mode: "Active" } });
    expect(reported.map(({ level, source }) => `${level} ${source}`)).to.deep.equal([
      "ERROR lambda:jobs",
      "ERROR lambda:jobs",
    ]);
    expect(reported[0]?.message).to.match(/AccessDenied.*xray:PutTraceSegments.*not on \*/);
    expect(reported[1]?.message).to.match(/AccessDenied.*xray:PutTelemetryRecords.*not on \*/);
  });

  it("asks for no permission to trace unless the tracing is active", () => {
    expect(report({ tracing_config: { mode: "PassThrough" } })).to.deep.equal([]);
  });

  for (const function_name of ["jobs", "arn:aws:lambda:us-east-1:000000000000:function:jobs"])
    it(`reports each permission that a role lacks to poll the queue that feeds ${function_name}`, () => {
      const messages = report({}, { function_name }).map(({ message }) => message);
      expect(messages).to.have.length(3);
      for (const [index, action] of ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"].entries())
        expect(messages[index]).to.match(new RegExp(`AccessDenied.*sqs:${action}.*not on ${queueArn}$`));
    });

  it("reports nothing that the role may do", () => {
    const reported = report({}, {}, ["sqs:ReceiveMessage", "sqs:GetQueueAttributes"]);
    expect(reported.map(({ message }) => message)).to.have.length(1);
    expect(reported[0]?.message).to.include("sqs:DeleteMessage");
  });

  it("asks for no permission to poll a queue whose mapping is disabled", () => {
    expect(report({}, { enabled: false })).to.deep.equal([]);
  });
});
