// The JSON that policy blocks become, as the provider writes it.
import { expect } from "chai";
import { PolicyDocumentData } from "./policy-document-data.ts";
import { decode } from "../stack/schema-problems.ts";
import { anAccount } from "../testing/stack.ts";
import { StackError } from "../stack/stack-error.ts";

const place = { address: "data.aws_iam_policy_document.x", name: "x" };

const attributesOf = (config: unknown) =>
  PolicyDocumentData.computed(decode(PolicyDocumentData.config, config, place.address), place, anAccount);
const render = (config: unknown): unknown => JSON.parse(String(attributesOf(config)["json"]));

describe("PolicyDocumentData", () => {
  it("writes a statement with its defaults, and a list of one as its element", () => {
    expect(render({ statement: [{ actions: ["s3:GetObject"], resources: ["a", "b"] }] })).to.deep.equal({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: ["a", "b"] }],
    });
  });

  it("writes every element", () => {
    const statement = {
      sid: "One",
      effect: "Deny",
      not_actions: ["s3:*"],
      not_resources: ["*"],
      not_principals: { type: "AWS", identifiers: ["*"] },
      condition: [
        { test: "StringEquals", variable: "aws:SourceAccount", values: ["1"] },
        { test: "StringEquals", variable: "aws:SourceArn", values: ["2"] },
        { test: "Bool", variable: "aws:SecureTransport", values: ["false"] },
        { test: "StringEquals", variable: "aws:SourceAccount", values: ["3"] },
      ],
    };
    expect(render({ version: "2008-10-17", policy_id: "p", statement })).to.deep.equal({
      Version: "2008-10-17",
      Id: "p",
      Statement: [
        {
          Sid: "One",
          Effect: "Deny",
          NotAction: "s3:*",
          NotResource: "*",
          NotPrincipal: { AWS: "*" },
          Condition: {
            StringEquals: { "aws:SourceAccount": ["1", "3"], "aws:SourceArn": "2" },
            Bool: { "aws:SecureTransport": "false" },
          },
        },
      ],
    });
  });

  it("gathers principals by type, and writes everyone as a star", () => {
    const principals = [
      { type: "Service", identifiers: ["lambda.amazonaws.com"] },
      { type: "AWS", identifiers: ["000000000000"] },
      { type: "Service", identifiers: ["sns.amazonaws.com"] },
    ];
    const everyone = [{ type: "*", identifiers: ["*"] }];
    expect(render({ statement: [{ principals }, { principals: everyone }] })).to.have.deep.property(
      "Statement",
      [
        {
          Effect: "Allow",
          Principal: { Service: ["lambda.amazonaws.com", "sns.amazonaws.com"], AWS: "000000000000" },
        },
        { Effect: "Allow", Principal: "*" },
      ],
    );
  });

  it("writes policy variables the way IAM reads them", () => {
    expect(render({ statement: { resources: ["a/&{aws:username}"] } })).to.have.nested.property(
      "Statement[0].Resource",
      "a/${aws:username}",
    );
  });

  it("offers the same document without white space", () => {
    const { json, minified_json } = attributesOf({ statement: { actions: ["a:b"] } });
    expect(minified_json).to.equal(
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:b"}]}',
    );
    expect(JSON.parse(String(json))).to.deep.equal(JSON.parse(String(minified_json)));
  });

  it("refuses documents to merge, and a sid that stands twice", () => {
    expect(() => render({ source_policy_documents: ["{}"] })).to.throw(
      StackError,
      "data.aws_iam_policy_document.x: attribute source_policy_documents is not known",
    );
    expect(() => render({ statement: [{ sid: "a" }, { sid: "a" }] })).to.throw(
      StackError,
      "every sid stands once",
    );
  });
});
