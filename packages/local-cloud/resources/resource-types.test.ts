import { expect } from "chai";
import { resourceTypes } from "./resource-types.ts";

describe("resourceTypes", () => {
  const names = resourceTypes.map(({ type }) => type);

  it("holds resource types of every service, and data sources", () => {
    expect(names).to.include.members([
      "aws_api_gateway_rest_api",
      "aws_cloudwatch_metric_alarm",
      "aws_dynamodb_table",
      "aws_iam_role",
      "aws_lambda_function",
      "aws_s3_bucket",
      "aws_sns_topic",
      "aws_sqs_queue",
      "data.aws_iam_policy_document",
      "data.aws_region",
    ]);
  });

  it("holds each once, and nothing else", () => {
    expect(names.filter((name, index) => names.indexOf(name) !== index)).to.deep.equal([]);
    expect(names.filter((name) => !/^(?:data\.)?aws_/.test(name))).to.deep.equal([]);
  });
});
