import { expect } from "chai";
import * as fc from "fast-check";
import { foldRounds, isFold } from "./fold-rounds.ts";

const toKey = ({ key }: { readonly key: string }): string => key;
const fold = (text: string) =>
  foldRounds(
    text.split("").map((key) => ({ key })),
    toKey,
  );
const show = (text: string): string =>
  fold(text)
    .map((each) => (isFold(each) ? `(${each.rounds}:${each.folded.map(toKey).join("")})` : each.key))
    .join("");

describe("foldRounds", () => {
  it("leaves the first and the last of many equal rounds, and folds those between", () => {
    expect(show("xabcabcabcabcabcaby")).to.equal("xabc(3:abcabcabc)abcaby");
    expect(show("aaaaaa")).to.equal("a(4:aaaa)a");
  });

  it("tells few rounds one by one", () => {
    expect(show("abababab")).to.equal("abababab");
  });

  it("loses nothing and keeps the order", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 40 }), (text) => {
        const all = fold(text).flatMap((each) => (isFold(each) ? each.folded : [each]));
        expect(all.map(toKey).join("")).to.equal(text);
      }),
    );
  });
});
