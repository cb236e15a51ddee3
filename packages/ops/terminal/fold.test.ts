import { expect } from "chai";
import { fold } from "./fold.ts";

describe("fold", () => {
  for (const [what, line, folded] of [
    ["breaks a line between words", "one two three four", "one two\nthree four"],
    ["leaves a line that fits", "one two", "one two"],
    ["cuts no word, however long", "go on with e0721e56-fb09", "go on with\ne0721e56-fb09"],
    ["leaves what is there to be copied", "  ops replay --after KEY", "  ops replay --after KEY"],
  ] as const)
    it(what, () => {
      expect(fold(line, 10)).to.equal(folded);
    });
});
