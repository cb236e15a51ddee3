import { expect } from "chai";
import type { Account } from "../../core/account.ts";
import { completeDescription } from "./describe-tables.ts";

const account: Account = {
  id: "000000000000",
  region: "us-east-1",
  partition: "aws",
  awsEndpoint: "http://127.0.0.1:1",
  apiEndpoint: "http://127.0.0.1:2",
};

describe("completeDescription", () => {
  it("names this account and region and what the stack says of the table, whatever the engine knows", () => {
    const Table = {
      TableName: "jobs",
      TableArn: "arn:aws:dynamodb:eu-west-1:123456789012:table/jobs",
      GlobalSecondaryIndexes: [
        { IndexArn: "arn:aws:dynamodb:eu-west-1:123456789012:table/jobs/index/by_owner" },
      ],
    };
    const response = {
      status: 200,
      headers: { "x-amz-crc32": "1" },
      body: Buffer.from(JSON.stringify({ Table })),
    };
    const keptOf = (name: unknown) => ({ isProtected: name === "jobs", keyArn: "arn:k" });
    const { body, headers } = completeDescription(response, account, keptOf);
    expect(JSON.parse(body.toString())).to.deep.equal({
      Table: {
        TableName: "jobs",
        TableArn: "arn:aws:dynamodb:us-east-1:000000000000:table/jobs",
        GlobalSecondaryIndexes: [
          { IndexArn: "arn:aws:dynamodb:us-east-1:000000000000:table/jobs/index/by_owner" },
        ],
        DeletionProtectionEnabled: true,
        SSEDescription: { Status: "ENABLED", SSEType: "KMS", KMSMasterKeyArn: "arn:k" },
      },
    });
    expect(headers).to.deep.equal({});
  });

  it("leaves errors alone", () => {
    const response = { status: 400, headers: {}, body: Buffer.from("{}") };
    expect(completeDescription(response, account, () => ({ isProtected: false }))).to.equal(response);
  });
});
