import { expect } from "chai";
import { isForeign } from "./is-foreign.ts";

const host = "127.0.0.1:4567";

describe("isForeign", () => {
  for (const headers of [
    { host },
    { host: "localhost" },
    { host: "[::1]:80" },
    { host, "sec-fetch-site": "none" },
  ])
    it(`lets ${JSON.stringify(headers)} in`, () => {
      expect(isForeign(headers)).to.equal(false);
    });

  for (const headers of [
    {},
    { host: "evil.example" },
    { host: "127.0.0.1.evil.example" },
    { host: "evil.localhost.example" },
    { host, origin: "null" },
    { host, origin: "http://127.0.0.1:4567" },
    { host, "sec-fetch-site": "cross-site" },
  ])
    it(`keeps ${JSON.stringify(headers)} out`, () => {
      expect(isForeign(headers)).to.equal(true);
    });
});
