import { expect } from "chai";
import { toJsonResponse, toProblemResponse } from "./api-response.ts";

describe("toProblemResponse", () => {
  it("has the members of RFC 9457, the code and the request id", () => {
    const { statusCode, headers, body } = toProblemResponse(
      { status: 400, code: "InvalidParameter", detail: "limit: expected a number.", parameter: "limit" },
      "request-1",
    );
    expect(statusCode).to.equal(400);
    expect(headers).to.deep.equal({
      "content-type": "application/problem+json",
      "cache-control": "no-store",
    });
    expect(JSON.parse(body)).to.deep.equal({
      type: "about:blank",
      title: "Bad Request",
      status: 400,
      detail: "limit: expected a number.",
      code: "InvalidParameter",
      parameter: "limit",
      request_id: "request-1",
    });
  });

  it("sends the headers of the problem, and no parameter where none is invalid", () => {
    const problem = { status: 503, code: "Unavailable", detail: "d", retryAfter: 5 } as const;
    const { headers, body } = toProblemResponse(problem, "request-1");
    expect(headers).to.include({ "retry-after": "5", "cache-control": "no-store" });
    expect(JSON.parse(body)).not.to.have.property("parameter");
  });
});

describe("toJsonResponse", () => {
  it("sends the text as it is, not to be cached", () => {
    expect(toJsonResponse(200, '{"n":1e400}')).to.deep.equal({
      statusCode: 200,
      headers: { "content-type": "application/json", "cache-control": "no-store" },
      body: '{"n":1e400}',
    });
  });
});
