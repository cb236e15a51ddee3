import { expect } from "chai";
import type { HttpRequest } from "../core/http.ts";
import { identifyService } from "./identify-service.ts";
import { readSignature } from "./signature.ts";

const aRequest = (request: Partial<HttpRequest>): HttpRequest => ({
  method: "POST",
  url: "/",
  headers: {},
  body: Buffer.alloc(0),
  ...request,
});
const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-3/${service}/aws4_request, SignedHeaders=host, Signature=x`,
});
const form = (body: string, url = "/") =>
  aRequest({
    url,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: Buffer.from(body),
  });

const cases: readonly [string, HttpRequest, string][] = [
  ["a signature", aRequest({ headers: signed("dynamodb") }), "dynamodb"],
  ["a signature for a service that is not supported", aRequest({ headers: signed("kinesis") }), "kinesis"],
  [
    "a presigned URL",
    aRequest({
      method: "GET",
      url: "/?Action=ListQueues&X-Amz-Credential=AKID%2F20260101%2Fus-east-1%2Fsqs%2Faws4_request",
    }),
    "sqs",
  ],
  ["an SQS target", aRequest({ headers: { "x-amz-target": "AmazonSQS.SendMessage" } }), "sqs"],
  ["a DynamoDB target", aRequest({ headers: { "x-amz-target": "DynamoDB_20120810.GetItem" } }), "dynamodb"],
  ["a target of CloudWatch Logs", aRequest({ headers: { "x-amz-target": "Logs_20140328.X" } }), "logs"],
  ["a form on a queue", form("Action=SendMessage&MessageBody=x", "/000000000000/jobs"), "sqs"],
  ["a form that names a queue", form("Action=TagResource&QueueUrl=x"), "sqs"],
  ["a form of SNS on a queue", form("Action=Publish", "/000000000000/jobs"), "sqs"],
  ["a form of SNS that names a queue", form("Action=Publish&QueueUrl=x"), "sqs"],
  ["a form of SNS", form("Action=Publish&TopicArn=x"), "sns"],
  ["a form that is an object", form("a=b", "/files/a"), "s3"],
  ["anything else", aRequest({ method: "GET", url: "/files/a" }), "s3"],
];

describe("identifyService", () => {
  for (const [name, request, service] of cases) {
    it(`finds ${service} by ${name}`, () => {
      expect(identifyService(request, ["Publish"])).to.equal(service);
    });
  }
});

describe("readSignature", () => {
  it("reads a SigV4A credential, which has no region", () => {
    const authorization =
      "AWS4-ECDSA-P256-SHA256 Credential=AKID/20260101/s3/aws4_request, SignedHeaders=host, Signature=x";
    expect(readSignature(aRequest({ headers: { authorization } }))).to.deep.equal({
      accessKeyId: "AKID",
      service: "s3",
    });
  });

  it("finds none in an unsigned request", () => {
    expect(readSignature(aRequest({ headers: { authorization: "Bearer x" } }))).to.equal(undefined);
  });
});
