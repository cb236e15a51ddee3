import { expect } from "chai";
import { originOrEmpty, withCors } from "./with-cors.ts";

const origin = "https://console.example.com";
const answer = { statusCode: 404, headers: { allow: "GET" }, body: "{}" };

describe("withCors", () => {
  it("adds the origin and Vary to every response", async () => {
    expect(await withCors(origin, async () => answer)()).to.deep.equal({
      ...answer,
      headers: {
        allow: "GET",
        "access-control-allow-origin": origin,
        "access-control-expose-headers": "Location,Retry-After,WWW-Authenticate",
        vary: "Origin",
      },
    });
  });

  it("adds no header where no origin is configured", async () => {
    expect(await withCors("", async () => answer)()).to.deep.equal(answer);
  });
});

describe("originOrEmpty", () => {
  it("accepts an origin and an empty text", () => {
    expect(["", origin, "http://127.0.0.1:3000"].map(originOrEmpty.read)).to.deep.equal([
      "",
      origin,
      "http://127.0.0.1:3000",
    ]);
  });

  for (const text of ["*", "null", `${origin}/`, `${origin},https://example.org`, "console.example.com"]) {
    it(`refuses ${text}`, () => expect(originOrEmpty.read(text)).to.equal(undefined));
  }
});
