import { expect } from "chai";
import { toTokenRequest } from "./token-request.ts";

const form = { grant_type: "client_credentials", company_id: "a-company" };

describe("token requests", () => {
  it("takes a company, and an hour unless told otherwise", () => {
    expect(toTokenRequest(form)).to.deep.equal({ companyId: "a-company", expiresInSeconds: 3600 });
    expect(toTokenRequest({ ...form, expires_in: "86400" })).to.include({ expiresInSeconds: 86_400 });
  });

  for (const [field, value] of [
    ["grant_type", "password"],
    ["grant_type", undefined],
    ["company_id", undefined],
    ["company_id", ""],
    ["company_id", ["a", "b"]],
    ["expires_in", "0"],
    ["expires_in", "-1"],
    ["expires_in", "1.5"],
    ["expires_in", "86401"],
    ["expires_in", ["1", "2"]],
  ] as const)
    it(`refuses ${field}=${JSON.stringify(value)} and names the field`, () => {
      expect(() => toTokenRequest({ ...form, [field]: value })).to.throw(`${field}: expected`);
    });
});
