import { expect } from "chai";
import { objectKeyOf, subjectOf } from "./records.ts";

describe("objectKeyOf", () => {
  const records = { table: "t", key: "id", object: { bucket: "b", keys: [{ key: "{group}/{id}.json" }] } };

  it("puts the record's attributes into the object's key", () => {
    expect(objectKeyOf(records, { group: "g", id: "i" })).to.equal("g/i.json");
  });

  it("knows no key where the record lacks a part of it", () => {
    expect(objectKeyOf(records, { id: "i" })).to.equal(undefined);
  });

  it("knows the key of the record's status, the first of which no part is lacking", () => {
    const keys = [
      { status: "Done", key: "{group}/{id}" },
      { status: "Refused", key: "{group}/refused/{hash}" },
      { status: "Refused", key: "lost/{hash}" },
    ];
    const ofStatus = { ...records, status: "state", object: { bucket: "b", keys } };
    const refused = { id: "i", hash: "h", state: "Refused" };
    expect(objectKeyOf(ofStatus, { ...refused, group: "g" })).to.equal("g/refused/h");
    expect(objectKeyOf(ofStatus, refused)).to.equal("lost/h");
    expect(objectKeyOf(ofStatus, { ...refused, group: "g", state: "Other" })).to.equal(undefined);
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
