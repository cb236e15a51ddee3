import { expect } from "chai";
import type { HttpRequest } from "../../../core/http.ts";
import { toStageRequest } from "./stage-request.ts";

const parse = (url: string, headers: HttpRequest["headers"] = {}, body = Buffer.alloc(0)) =>
  toStageRequest({ method: "get", url, headers, body }, "10.0.0.1");

describe("requests to a stage of API Gateway", () => {
  it("takes stage, path and query apart and leaves the path undecoded", () => {
    const request = parse("/v1/a%2Fb/c?x=1&x=a+b%26&=e&flag&q=a=b?c&bad=%zz");
    expect(request).to.include({ method: "GET", stage: "v1", path: "/a%2Fb/c", sourceIp: "10.0.0.1" });
    expect([...request.query]).to.deep.equal([
      ["x", ["1", "a b&"]],
      ["", ["e"]],
      ["flag", [""]],
      ["q", ["a=b?c"]],
      ["bad", ["%zz"]],
    ]);
  });

  it("finds the root of a stage with and without a slash", () => {
    expect(parse("/v1")).to.include({ stage: "v1", path: "/" });
    expect(parse("/v1/")).to.include({ stage: "v1", path: "/" });
    expect(parse("/")).to.include({ stage: "", path: "/" });
  });

  it("reads the media type without parameters and in lower case; none is JSON", () => {
    expect(parse("/", { "content-type": "Application/JSON ; charset=utf-8" }).mediaType).to.equal(
      "application/json",
    );
    expect(parse("/").mediaType).to.equal("application/json");
    expect(parse("/", { "content-type": "" }).mediaType).to.equal("");
  });

  it("keeps a byte order mark and replaces what is no UTF-8", () => {
    expect(parse("/", {}, Buffer.from([0xef, 0xbb, 0xbf, 0x61, 0xff])).text).to.equal("\ufeffa\ufffd");
  });
});
