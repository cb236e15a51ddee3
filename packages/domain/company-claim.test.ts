import type { JsonObject } from "./own-props.ts";
import { aCompanyId } from "./testing/fixtures.ts";
import { expect } from "chai";
import { readCompany } from "./company-claim.ts";

const another = "0f8fad5b-d9cb-469f-a165-70867728950e";

describe("readCompany", () => {
  for (const [what, name, claims] of [
    ["a claim", "company_id", { company_id: aCompanyId }],
    ["a list of one", "company_id", { company_id: [aCompanyId] }],
    ["a claim within another", "org.company_id", { org: { company_id: aCompanyId } }],
    ["a list of one within another claim", "org.company_id", { org: { company_id: [aCompanyId] } }],
    ["a claim deep within others", "a.b.c", { a: { b: { c: aCompanyId } } }],
    [
      "a claim whose name is a URL",
      "https://example.com/company_id",
      { "https://example.com/company_id": aCompanyId },
    ],
    [
      "a claim within one whose name is a URL",
      "https://example.com/app.company_id",
      { "https://example.com/app": { company_id: aCompanyId } },
    ],
    [
      "the claim of the very name rather than the one within another",
      "org.company_id",
      { "org.company_id": aCompanyId, org: { company_id: another } },
    ],
    ["a company in upper case", "company_id", { company_id: aCompanyId.toUpperCase() }],
  ] as const)
    it(`reads ${what}`, () => {
      expect(readCompany(claims, name)).to.equal(aCompanyId);
    });

  for (const [what, name, claims] of [
    ["no claim", "company_id", {}],
    ["an empty text", "company_id", { company_id: "" }],
    ["an empty list", "company_id", { company_id: [] }],
    ["two companies", "company_id", { company_id: [aCompanyId, another] }],
    ["a list of a list", "company_id", { company_id: [[aCompanyId]] }],
    ["an object", "company_id", { company_id: { [aCompanyId]: {} } }],
    ["no UUID", "company_id", { company_id: `${aCompanyId}\n` }],
    ["a number", "company_id", { company_id: 1 }],
    ["null", "company_id", { company_id: null }],
    ["an inherited claim", "company_id", Object.create({ company_id: aCompanyId }) as JsonObject],
    [
      "an inherited claim within another",
      "org.company_id",
      { org: Object.create({ company_id: aCompanyId }) as JsonObject },
    ],
    ["a claim within a list", "org.company_id", { org: [{ company_id: aCompanyId }] }],
    ["a claim within a text", "org.length", { org: aCompanyId }],
  ] as const)
    it(`reads no company from ${what}`, () => {
      expect(readCompany(claims, name)).to.equal(undefined);
    });
});
