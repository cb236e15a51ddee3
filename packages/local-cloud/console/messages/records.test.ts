import { expect } from "chai";
import { objectKeyOf, subjectOf } from "./records.ts";

describe("objectKeyOf", () => {
  const records = { table: "t", key: "id", object: { bucket: "b", key: "{group}/{id}.json" } };

  it("puts the record's attributes into the object's key", () => {
    expect(objectKeyOf(records, { group: "g", id: "i" })).to.equal("g/i.json");
  });

  it("knows no key where the record lacks a part of it", () => {
    expect(objectKeyOf(records, { id: "i" })).to.equal(undefined);
  });
});

describe("subjectOf", () => {
  const path = ["order", "id"];

  it("finds what a body is about", () => {
    expect(subjectOf('{"order":{"id":"o-1"}}', path)).to.equal("o-1");
  });

  for (const body of ['{"order":{"id":7}}', '{"order":null}', '"order"', "{", "{}"]) {
    it(`finds nothing in ${body}`, () => expect(subjectOf(body, path)).to.equal(undefined));
  }
});
