import { expect } from "chai";
import { toFunctionArn, toQueuePath } from "./integration-uri.ts";
import { anAccount } from "../../../testing/stack.ts";

const account = anAccount;

describe("integration URIs of API Gateway", () => {
  it("reads the queue or the function from an integration URI", () => {
    expect(toQueuePath(account, "arn:aws:apigateway:us-east-1:sqs:path/000000000000/a-b_1")).to.equal(
      "/000000000000/a-b_1",
    );
    const arn = "arn:aws:lambda:us-east-1:000000000000:function:reader";
    expect(
      toFunctionArn(
        account,
        `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}/invocations`,
      ),
    ).to.equal(arn);
  });

  for (const uri of [
    "",
    "arn:aws:apigateway:eu-west-1:sqs:path/000000000000/jobs",
    "arn:aws:apigateway:us-east-1:sns:path/000000000000/jobs",
    "arn:aws:apigateway:us-east-1:sqs:path/000000000000/{queue}",
    "arn:aws:apigateway:us-east-1:sqs:path/000000000000/${stageVariables.q}",
    "arn:aws:apigateway:us-east-1:sqs:path/000000000000/a/b",
  ]) {
    it(`rejects ${JSON.stringify(uri)} as a queue`, () => {
      expect(() => toQueuePath(account, uri)).to.throw(`the uri ${uri}`);
    });
  }
});
