import { expect } from "chai";
import { toUnseenLines } from "./unseen.ts";

describe("toUnseenLines", () => {
  it("says of each queue what SQS did not show, and nothing where it showed all", () => {
    expect(toUnseenLines({ in_flight: 0, delayed: 0, dead_letters: 0 })).to.deep.equal([]);
    const [waiting, letters] = toUnseenLines({ in_flight: 1, delayed: 2, dead_letters: 3 });
    expect(waiting).to.match(/^1 messages were being worked on and 2 were delayed, of whichever company/);
    expect(letters).to.match(/^3 dead letters, of whichever company, were hidden by another look/);
  });
});
