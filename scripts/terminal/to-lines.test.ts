import { expect } from "chai";
import { toDuration } from "./screen-event.ts";
import { toLines, toPlainText } from "./to-lines.ts";

const plain = (_tone: string, text: string): string => text;
const aRequest = {
  time: "2026-11-28T22:13:30.123Z",
  pieces: [{ text: "GET" }, { text: "/v1/messages/".padEnd(60, "x"), gives: true as const }, { text: "200" }],
  kind: { text: "GET" },
};

const toLine = (...told: Parameters<typeof toLines>): string => toLines(...told).join("\n");

describe("toLines", () => {
  it("shortens what is long, not what comes after it", () => {
    expect(toLine(aRequest, 40, plain).slice(9)).to.equal("GET /v1/messages/xxxxxxxxx… 200");
  });

  it("cuts the line where nothing may be shortened any more", () => {
    expect(toLine(aRequest, 20, plain).slice(9)).to.equal("GET /v1/me…");
    expect(toLine(aRequest, 1, plain)).to.equal("…");
  });

  it("paints after it has made the text harmless", () => {
    const event = { ...aRequest, pieces: [{ text: "a\u001B[2Jb\nc", tone: "bad" as const }] };
    expect(toLine(event, 80, (tone, text) => `<${tone} ${text}>`)).to.match(/<bad ab c>$/);
  });

  it("wrap a warning, so that what is wrong is not cut off", () => {
    const message = `no bucket ${"x".repeat(50)} ends here`;
    const pieces = [{ text: "WARN" }, { text: message, gives: true as const }];
    expect(
      toLines({ ...aRequest, pieces, wraps: true }, 40, plain).map((line) => line.slice(9)),
    ).to.deep.equal(["WARN no bucket", "x".repeat(31), `${"x".repeat(19)} ends here`]);
  });

  it("says that a time cannot be read", () => {
    expect(toLine({ ...aRequest, time: "\u001B[2J" }, 80, plain)).to.match(/^--:--:-- GET/);
  });
});

describe("toPlainText", () => {
  const harmless: Readonly<Record<string, string>> = {
    "\u001B[31mred\u001B[0m": "red",
    "\u001B]8;;http://evil\u0007link\u001B]8;;\u0007": "link",
    "two\r\nlines": "two lines",
    "\u009B2Jc1": "c1",
    "left\u202Eright": "left right",
    "half \uD800 of a letter": "half   of a letter",
    "Grüße, 漢字, 🎉": "Grüße, 漢字, 🎉",
  };
  for (const [text, expected] of Object.entries(harmless))
    it(`makes ${JSON.stringify(text)} ${JSON.stringify(expected)}`, () =>
      expect(toPlainText(text)).to.equal(expected));

  it("does not look through more than anyone reads", () => {
    expect(toPlainText("x".repeat(1_000_000))).to.have.length(1000);
  });
});

describe("toDuration", () => {
  for (const [ms, text] of [
    [96.4, "96 ms"],
    [1440, "1.4 s"],
    [41_000, "41 s"],
    [59_999, "1 min 0 s"],
    [252_000, "4 min 12 s"],
    [11_100_000, "3 h 5 min"],
  ] as const)
    it(`writes ${ms} ms as ${text}`, () => expect(toDuration(ms)).to.equal(text));
});
