import { expect } from "chai";
import { escapeJavaScript } from "./escape-javascript.ts";

describe("escapeJavaScript", () => {
  it("escapes both quotation marks, backslash, slash, control characters and everything beyond ASCII", () => {
    expect(escapeJavaScript(`it's "a\\b/c"\r\n\t\b\f\u0001é😀`)).to.equal(
      String.raw`it\'s \"a\\b\/c\"\r\n\t\b\f\u0001\u00E9\uD83D\uDE00`,
    );
  });

  it("leaves plain text alone", () => {
    expect(escapeJavaScript("a B 1 &=%$#{}")).to.equal("a B 1 &=%$#{}");
  });
});
