import { expect } from "chai";
import { issuerUrl } from "./issuer-url.ts";

describe("issuerUrl", () => {
  for (const url of ["https://id.example.com", "https://id.example.com/tenant/", "http://127.0.0.1:4567"])
    it(`accepts ${url} as it is written`, () => {
      expect(issuerUrl.read(url)).to.equal(url);
    });

  for (const url of [
    "",
    "id.example.com",
    "http://id.example.com",
    "http://localhost:4567",
    "http://127.0.0.1.example.com",
    "ftp://127.0.0.1",
    "https://id.example.com?tenant=a",
    "https://id.example.com#a",
    "https://a:b@id.example.com",
  ])
    it(`refuses ${url === "" ? "nothing" : url}`, () => {
      expect(issuerUrl.read(url)).to.equal(undefined);
    });
});
