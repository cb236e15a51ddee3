// The condition keys that a request carries, and that policies may ask for them.
import { expect } from "chai";
import type { Principal } from "../core/principals.ts";
import { anAccount } from "../testing/stack.ts";
import { KNOWN_CONDITION_KEYS, makeRequestContext } from "./request-context.ts";

const callers: readonly Exclude<Principal, { kind: "operator" }>[] = [
  { kind: "role", arn: "arn:aws:iam::000000000000:role/worker" },
  { kind: "service", name: "cloudwatch.amazonaws.com" },
  { kind: "service", name: "apigateway.amazonaws.com", sourceArn: "arn:aws:execute-api:::a" },
];

describe("makeRequestContext", () => {
  it("sets every key that a policy may ask for, and no other", () => {
    const set = new Set(callers.flatMap((caller) => [...makeRequestContext(anAccount, caller).keys()]));
    expect([...set].toSorted()).to.deep.equal([...KNOWN_CONDITION_KEYS].toSorted());
  });

  it("tells roles and services apart", () => {
    const [ofRole, ofAlarms, ofApi] = callers.map((caller) => makeRequestContext(anAccount, caller));
    expect(ofRole?.get("aws:principalarn")).to.equal("arn:aws:iam::000000000000:role/worker");
    expect(ofRole?.has("aws:sourceaccount")).to.equal(false);
    expect(ofAlarms?.has("aws:sourcearn")).to.equal(false);
    expect(ofApi?.get("aws:sourcearn")).to.equal("arn:aws:execute-api:::a");
    expect(ofAlarms?.get("aws:sourceowner")).to.equal("000000000000");
    expect(ofApi?.has("aws:sourceowner")).to.equal(false);
  });

  it("takes further keys from the caller, and other values for known ones", () => {
    const added = { "aws:SourceArn": "arn:aws:a:b:c:d", "AWS:SecureTransport": "false" };
    const context = makeRequestContext(anAccount, { kind: "service", name: "x.amazonaws.com" }, added);
    expect([context.get("aws:sourcearn"), context.get("aws:securetransport")]).to.deep.equal([
      "arn:aws:a:b:c:d",
      "false",
    ]);
  });
});
