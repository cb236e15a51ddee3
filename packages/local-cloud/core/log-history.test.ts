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

  it("keeps 10,000 entries, or 16 MiB of longer ones", () => {
    const [short, long] = [makeLogHistory(), makeLogHistory()];
    for (let number = 1; number <= 10_001; number += 1) short.add("x");
    for (let number = 1; number <= 17; number += 1) long.add("x".repeat(1024 * 1024));
    expect([kept(short), kept(long)]).to.deep.equal([
      [2, 10_001],
      [2, 17],
    ]);
  });

  it("still finds the newest requests to the API once other entries have pushed them out", () => {
    const history = makeLogHistory({ entries: 2, characters: 1000, requests: 2 });
    const request = (name: string): string => `{"source":"api-gateway","name":"${name}"}`;
    for (const line of [request("a"), request("b"), "x", request("c"), "y", "z"]) history.add(line);
    expect(history.search("name", 9)).to.deep.equal([
      [2, request("b")],
      [4, request("c")],
    ]);
    expect(history.search("name", 1)).to.deep.equal([[4, request("c")]]);
    expect([kept(history), history.get(4)]).to.deep.equal([[5, 6], undefined]);
  });

  it("finds the newest entries that hold a text, oldest first, among all that are kept", () => {
    const history = makeLogHistory({ entries: 5, characters: 100 });
    for (const line of ["a0", "a1", "b2", "a3", "b4", "a5"]) history.add(line);
    expect(history.search("a", 2)).to.deep.equal([
      [4, "a3"],
      [6, "a5"],
    ]);
    expect(history.search("a", 9).map(([, line]) => line)).to.deep.equal(["a1", "a3", "a5"]);
    expect(history.search("a0", 9)).to.deep.equal([]);
  });
});
