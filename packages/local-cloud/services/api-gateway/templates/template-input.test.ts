import { expect } from "chai";
import * as fc from "fast-check";
import { urlEncode } from "./template-input.ts";

describe("$util.urlEncode", () => {
  it("encodes as java.net.URLEncoder does", () => {
    expect(urlEncode("a b+c&d=%26/~!'()*-_.")).to.equal("a+b%2Bc%26d%3D%2526%2F%7E%21%27%28%29*-_.");
    expect(urlEncode("é😀\r\n\t")).to.equal("%C3%A9%F0%9F%98%80%0D%0A%09");
  });

  it("puts a question mark for half a surrogate pair", () => {
    expect(urlEncode("a\ud800b\udc00")).to.equal("a%3Fb%3F");
  });

  it("leaves nothing that could end or split a form parameter", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(urlEncode(text)).to.match(/^[A-Za-z0-9.\-*_+%]*$/);
        expect(new URLSearchParams(`x=${urlEncode(text)}`).get("x")).to.equal(text);
      }),
    );
  });
});
