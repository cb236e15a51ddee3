import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { quotedFigures, type Sentence } from "./quoted-figures.ts";

const words = "zero one two three four five six seven eight nine ten eleven twelve".split(" ");
const figure = String.raw`(\d[\d,]*(?:\.\d+)?|${words.join("|")})`;

/** Wherever lines and cells of a table are broken. */
const toPattern = (sentence: string): RegExp =>
  new RegExp(
    sentence
      .replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)
      .replaceAll(" ", String.raw`\s+(?:// )?`)
      .replaceAll("{}", figure),
    "g",
  );

const toNumber = (text: string): number =>
  words.includes(text) ? words.indexOf(text) : Number(text.replaceAll(",", ""));
const toText = (number: number): string => (Math.round(number * 100) / 100).toLocaleString("en");
const toTexts = (numbers: readonly number[]): string => numbers.map(toText).join(", ");
const fill = (sentence: string, figures: readonly number[]): string =>
  figures.reduce((text, each) => text.replace("{}", toText(each)), sentence);

const faultsOf = (path: string, text: string, [sentence, ...figures]: Sentence): readonly string[] => {
  const found = [...text.matchAll(toPattern(sentence))];
  if (found.length === 0)
    return [
      `${path} does not say "${fill(sentence, figures)}": write it there, or mend its line in infra/policies/quoted-figures.ts`,
    ];
  return found.flatMap(({ 0: said, index, ...match }) => {
    const quoted = figures.map((_, each) => toNumber(String(match[each + 1])));
    const line = text.slice(0, index).split("\n").length;
    return toTexts(quoted) === toTexts(figures)
      ? []
      : [`${path}:${line} says "${said}", but by the configuration it is ${toTexts(figures)}`];
  });
};

describe("the figures of the configuration that documents quote", () => {
  for (const [path, sentences] of Object.entries(quotedFigures))
    it(`are right in ${path}`, () => {
      const text = readFileSync(join(import.meta.dirname, "../..", path), "utf8");
      expect(sentences.flatMap((sentence) => faultsOf(path, text, sentence)).join("\n")).to.equal("");
    });
});
