import { expect } from "chai";
import { makeLogHistory } from "./log-history.ts";

describe("The history of the log", () => {
  const kept = (history: ReturnType<typeof makeLogHistory>) => [history.oldest(), history.newest()];

  it("keeps so many of the newest entries, numbered from 1 on", () => {
    const history = makeLogHistory({ entries: 2, characters: 100 });
    expect(kept(history)).to.deep.equal([1, 0]);
    for (const line of ["a", "b", "c"]) history.add(line);
    expect(kept(history)).to.deep.equal([2, 3]);
    expect([1, 2, 3, 4].map((number) => history.get(number))).to.deep.equal([undefined, "b", "c", undefined]);
  });

  it("keeps fewer when they are long, the newest in any case", () => {
    const history = makeLogHistory({ entries: 100, characters: 10 });
    for (const line of ["four", "five", "six"]) history.add(line);
    expect(kept(history)).to.deep.equal([2, 3]);
    history.add("longer than all");
    expect(kept(history)).to.deep.equal([4, 4]);
  });
});
