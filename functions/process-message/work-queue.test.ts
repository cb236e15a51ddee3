import { assertLeft, assertRight } from "@message-handler/domain/testing/assert-either.ts";
import { toClientConfig } from "@message-handler/lambda-kit/client-config.ts";
import { clientConfig, startFakeAws, type FakeAws } from "@message-handler/message-store/testing/fake-aws.ts";
import { expect } from "chai";
import { makeChangeVisibility } from "./change-visibility.ts";

describe("makeChangeVisibility", () => {
  let aws: FakeAws;
  beforeEach(async () => {
    aws = await startFakeAws();
  });
  afterEach(async () => aws.stop());

  const aPause = (requestTimeoutMs = 1000) =>
    makeChangeVisibility({
      clientConfig: {
        ...clientConfig(aws.endpoint),
        ...toClientConfig({ region: "eu-west-1", maxAttempts: 2, requestTimeoutMs }),
      },
      queueUrl: `${aws.endpoint}/000000000000/work`,
    });

  it("sends ChangeMessageVisibility for the delivery with the number of seconds", async () => {
    aws.answer(() => ({
      status: 200,
      headers: { "content-type": "application/x-amz-json-1.0" },
      body: "{}",
    }));
    assertRight(await aPause()("receipt-1", 42));
    expect(aws.requests).to.have.length(1);
    expect(aws.requests[0]?.headers["x-amz-target"]).to.equal("AmazonSQS.ChangeMessageVisibility");
    expect(JSON.parse(aws.requests[0]?.body ?? "")).to.deep.equal({
      QueueUrl: `${aws.endpoint}/000000000000/work`,
      ReceiptHandle: "receipt-1",
      VisibilityTimeout: 42,
    });
  });

  it("returns SQS's error as a transient failure", async () => {
    const body = JSON.stringify({ __type: "com.amazonaws.sqs#ReceiptHandleIsInvalid", message: "no" });
    aws.answer(() => ({ status: 400, body }));
    expect(assertLeft(await aPause()("receipt-1", 42))).to.include({ code: "ReceiptHandleIsInvalid" });
  });

  for (const answer of ["hang", "cut"] as const) {
    it(`returns a transient failure after its attempts when the answer of SQS is a ${answer}`, async () => {
      aws.answer(() => answer);
      expect(assertLeft(await aPause(50)("receipt-1", 42))).to.include({ kind: "Transient" });
      expect(aws.requests).to.have.length(2);
    });
  }
});
