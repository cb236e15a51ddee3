import { HttpRequest } from "@smithy/core/protocols";
import { Hash } from "@smithy/core/serde";
import { SignatureV4 } from "@smithy/signature-v4";
import { expect } from "chai";
import { makeSignRequest, readCredentials } from "./sign-request.ts";

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

describe("makeSignRequest", () => {
  it("signs as the SDK does after midnight and with new credentials, although it keeps the key that it has derived", async () => {
    const signing = { service: "dynamodb", region: "eu-west-1" };
    const signRequest = makeSignRequest({ ...signing, escapesPath: true });
    const aRequest = () =>
      new HttpRequest({ method: "POST", hostname: "h", path: "/", headers: { host: "h" }, body: "{}" });
    const old = { accessKeyId: "a", secretAccessKey: "b" };
    const renewed = { accessKeyId: "c", secretAccessKey: "d", sessionToken: "e" };
    for (const [time, credentials] of [
      ["2026-11-28T23:59:59Z", old],
      ["2026-11-29T00:00:00Z", old],
      ["2026-11-29T00:00:00Z", renewed],
    ] as const) {
      const at = new Date(time);
      const sdk = new SignatureV4({ ...signing, credentials, sha256: Hash.bind(undefined, "sha256") });
      const { headers } = await sdk.sign(aRequest(), { signingDate: at });
      expect(signRequest(aRequest(), credentials, at).headers).to.deep.equal(headers);
    }
  });
});
