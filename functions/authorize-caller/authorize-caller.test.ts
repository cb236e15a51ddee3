import { assertLeft, assertRight } from "@message-handler/domain/testing/assert-either.ts";
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import { aCompanyId } from "@message-handler/domain/testing/fixtures.ts";
import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import { denied, makeAuthorizeCaller, toBearerToken, type Claims } from "./authorize-caller.ts";

const withClaims = (claims: Claims) =>
  makeAuthorizeCaller({
    verifyToken: async (token) => {
      expect(token).to.equal("a.b.c");
      return E.right({ kind: "Verified", claims });
    },
    companyClaim: "company_id",
  });

const header = ["Bearer a.b.c"];

describe("makeAuthorizeCaller", () => {
  it("allows the company that a verified token names", async () => {
    const decision = await withClaims({ company_id: aCompanyId })(header);
    expect(assertRight(decision)).to.deep.equal({ kind: "Allowed", companyId: aCompanyId });
  });

  it("denies a verified token that names no company", async () => {
    expect(assertRight(await withClaims({ sub: aCompanyId })(header))).to.deep.equal(denied("NoCompany"));
  });

  it("denies a call without a token, and verifies nothing", async () => {
    const authorizeCaller = makeAuthorizeCaller({
      verifyToken: async () => Promise.reject(new Error("asked")),
      companyClaim: "company_id",
    });
    for (const authorization of [[], ["Basic YTpi"], ["Bearer a", "Bearer b"]])
      expect(assertRight(await authorizeCaller(authorization))).to.deep.equal(denied("NoBearerToken"));
  });

  it("passes on why a token was denied, and why it could not be verified", async () => {
    const failure: TransientFailure = { kind: "Transient", code: "a", detail: "b", needsOperator: true };
    const answers = [E.right(denied("Expired")), E.left(failure)];
    const authorizeCaller = makeAuthorizeCaller({
      verifyToken: async () => answers.shift() ?? E.right(denied("Unverifiable")),
      companyClaim: "company_id",
    });
    expect(assertRight(await authorizeCaller(header))).to.deep.equal(denied("Expired"));
    expect(assertLeft(await authorizeCaller(header))).to.equal(failure);
  });
});

describe("toBearerToken", () => {
  for (const header of ["Bearer a.b-c_d.0", "bearer a.b-c_d.0", "BEARER   a.b-c_d.0"])
    it(`reads the token of ${header}`, () => {
      expect(toBearerToken([header])).to.equal("a.b-c_d.0");
    });

  for (const [what, headers] of [
    ["no header", []],
    ["an empty header", [""]],
    ["two headers", ["Bearer a", "Bearer a"]],
    ["another scheme", ["Basic YTpi"]],
    ["a scheme alone", ["Bearer "]],
    ["a token alone", ["a.b.c"]],
    ["two tokens", ["Bearer a b"]],
    ["padding, another spelling of the same token", ["Bearer a.b.c=="]],
    ["characters that no JWT has", ["Bearer a.b+c/~.d"]],
    ["tokens in a list", ["Bearer a, Bearer b"]],
    ["white space around it", [" Bearer a", "Bearer a\n"]],
    ["a line feed after it", ["Bearer a\n"]],
  ] as const)
    it(`finds no token in ${what}`, () => {
      expect(toBearerToken(headers)).to.equal(undefined);
    });
});
