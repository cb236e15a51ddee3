import { expect } from "chai";
import { fold } from "./fold.ts";

describe("fold", () => {
  for (const [what, line, folded] of [
    ["breaks a line between words", "one two three four", "one two\nthree four"],
    ["leaves lines that fit", "one\ntwo three", "one\ntwo three"],
    ["cuts no word, however long", "go on with e0721e56-fb09", "go on with\ne0721e56-fb09"],
    ["leaves what is there to be copied", "  ops replay --after KEY", "  ops replay --after KEY"],
  ] as const)
    it(what, () => {
      expect(fold(line, 10)).to.equal(folded);
    });

  for (const [what, columns] of [
    ["there is no terminal", undefined],
    ["a terminal does not know how wide it is", 0],
  ] as const)
    it(`breaks nothing where ${what}`, () => {
      expect(fold("one two three four", columns)).to.equal("one two three four");
    });
});
