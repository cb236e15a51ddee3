import { expect } from "chai";
import { makeHistory, type Glimpse } from "./history.ts";

const aGlimpse: Glimpse = {
  message_id: "m",
  company_id: "c",
  sha256: "a".repeat(64),
  received_at: "2023-12-10T22:02:39.123Z",
  processed_at: "2023-12-10T22:02:40.123Z",
};
const archived = new Set(["c/m.json"]);

describe("the history of a proof", () => {
  const checksOf = (...snapshots: readonly (readonly Glimpse[])[]): readonly string[] => {
    const history = makeHistory();
    return snapshots.flatMap((processed) =>
      history.add({ processed, objects: archived }, 0).map(({ check }) => check),
    );
  };

  it("finds nothing wrong with what stays as it is", () => {
    expect(checksOf([], [aGlimpse], [aGlimpse])).to.deep.equal([]);
  });

  it("finds what is not Processed any more, once", () => {
    expect(checksOf([aGlimpse], [], [])).to.deep.equal(["turned back"]);
  });

  for (const [name, value] of Object.entries({ sha256: "b", processed_at: "later", company_id: "d" }))
    it(`finds a Processed record whose ${name} has changed`, () => {
      expect(checksOf([aGlimpse], [{ ...aGlimpse, [name]: value }])).to.deep.equal(["turned back"]);
    });

  it("remembers when a message was seen as Processed first", () => {
    const history = makeHistory();
    for (const at of [5, 6]) history.add({ processed: [aGlimpse], objects: archived }, at);
    expect([...history.processedSince()]).to.deep.equal([["m", 5]]);
  });

  it("finds what was recorded before it was archived", () => {
    const failures = makeHistory().add({ processed: [aGlimpse], objects: new Set() }, 0);
    expect(failures.map(({ check }) => check)).to.deep.equal(["archived first"]);
  });
});
