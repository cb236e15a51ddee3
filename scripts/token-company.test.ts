import { expect } from "chai";
import { tokenCompany } from "./token-company.ts";

const token = (claims: unknown): string =>
  ["{}", JSON.stringify(claims), "signature"]
    .map((part) => Buffer.from(part).toString("base64url"))
    .join(".");

describe("tokenCompany", () => {
  it("finds the company in the claim that names it, in lower case", () => {
    expect(tokenCompany(token({ "custom:company": "E0721E56" }), "custom:company")).to.equal("e0721e56");
  });

  it("says which claims there are when that one is missing", () => {
    expect(() => tokenCompany(token({ sub: "a", aud: "b" }), "company_id")).to.throw("but sub, aud");
  });

  for (const [what, wrong] of [
    ["text", "secret"],
    ["a token of text", `a.${Buffer.from('"b"').toString("base64url")}.c`],
  ] as const)
    it(`refuses ${what} without repeating it`, () => {
      expect(() => tokenCompany(wrong, "company_id")).to.throw(/^SMOKE_TOKEN is no JSON Web Token$/);
    });
});
