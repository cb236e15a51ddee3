import { expect } from "chai";
import { readCredentials } from "./sign-request.ts";

const keys = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };

describe("readCredentials", () => {
  it("takes an empty session token for none", () => {
    expect(readCredentials({ ...keys, AWS_SESSION_TOKEN: "" })).to.deep.equal({
      accessKeyId: "a",
      secretAccessKey: "b",
    });
  });

  for (const name of Object.keys(keys))
    it(`takes an empty ${name} for none`, () => {
      expect(() => readCredentials({ ...keys, [name]: "" })).to.throw("are not set");
    });
});
