import { expect } from "chai";
import { toProgressWords } from "./progress-words.ts";

describe("toProgressWords", () => {
  it("says how many of how many are done at least, since answers may be on their way, and that the same line goes on", () => {
    expect(toProgressWords("Moved", 3, 1200)).to.equal(
      "Moved at least 3 of 1,200 letters. The same line goes on.",
    );
  });

  it("says that a limit counts anew, and which one does the rest", () => {
    expect(toProgressWords("Deleted", 3, 10, 10)).to.equal(
      "Deleted at least 3 of 10 letters. A limit counts anew: go on with --limit 7 at most.",
    );
  });

  it("says of nothing that is left how to go on", () => {
    expect(toProgressWords("Moved", 1, 1, 1)).to.equal("Moved 1 of 1 letter.");
  });
});
