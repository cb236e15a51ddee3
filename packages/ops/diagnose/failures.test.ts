import { AWS_ERROR_TABLE } from "@message-handler/message-store/aws-error-table.ts";
import { classifyAwsError } from "@message-handler/message-store/classify-aws-error.ts";
import { unconfirmed, unreadableState } from "@message-handler/message-store/store-failure.ts";
import { expect } from "chai";
import { aFailure } from "./facts.fixture.ts";
import { deniedAction, kindOf, storeOf } from "./failures.ts";

/** What need not be told apart: another write is under way, and the next delivery succeeds. */
const passing = "another write is under way";

describe("what a failed call was about", () => {
  it("is known for every reason that the functions log", () => {
    const unknown = AWS_ERROR_TABLE.filter(({ reason }) => kindOf(aFailure("", reason)) === undefined);
    expect(new Set(unknown.map(({ reason }) => reason))).to.deep.equal(new Set([passing]));
    expect(kindOf(aFailure("", unconfirmed("PutObject").detail))).to.equal("failing");
    expect(kindOf(aFailure("", unreadableState("GetItem", "a record").detail))).to.equal("unreadable");
  });

  it("is a denial, with the action by IAM's name or by the operation's", () => {
    const denial = (message: string, operation: string) =>
      aFailure(
        "",
        classifyAwsError(Object.assign(new Error(message), { name: "AccessDenied" }), operation).detail,
      );
    const named = denial("User: x is not authorized to perform: sqs:sendmessage on y", "SendMessage");
    expect([kindOf(named), storeOf(named), deniedAction(named)]).to.deep.equal([
      "denied",
      "queue",
      "sqs:SendMessage",
    ]);
    const bare = denial("no", "HeadObject (s3:GetObject)");
    expect([kindOf(bare), storeOf(bare), deniedAction(bare)]).to.deep.equal([
      "denied",
      "archive",
      "s3:GetObject",
    ]);
    const ofKey = denial("User: x is not authorized to perform: kms:Decrypt on y", "PutItem");
    expect(kindOf(ofKey)).to.equal("key");
  });
});
