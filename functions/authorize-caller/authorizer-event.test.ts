import { expect } from "chai";
import { assertLeft, assertRight } from "@message-handler/domain/testing/assert-either.ts";
import { decodeAuthorizerEvent } from "./authorizer-event.ts";
import { anAuthorizerEvent, everyRouteOfTheEvent } from "./test-issuer.fixture.ts";

describe("decodeAuthorizerEvent", () => {
  const authorizationOf = (parts: Parameters<typeof anAuthorizerEvent>[0]): readonly string[] =>
    assertRight(decodeAuthorizerEvent(anAuthorizerEvent(parts))).authorization;

  it("names all routes of the stage, whatever the caller's path", () => {
    const { everyRoute, requestId } = assertRight(decodeAuthorizerEvent(anAuthorizerEvent()));
    expect([everyRoute, requestId]).to.deep.equal([everyRouteOfTheEvent, "request-1"]);
    const methodArn = "arn:aws-cn:execute-api:cn-north-1:123456789012:api/v1/GET/a:b/arn:aws:x/*";
    expect(assertRight(decodeAuthorizerEvent(anAuthorizerEvent({ methodArn })))).to.include({
      everyRoute: "arn:aws-cn:execute-api:cn-north-1:123456789012:api/v1/*",
    });
  });

  it("finds the Authorization header in any case", () => {
    for (const name of ["Authorization", "authorization", "AUTHORIZATION"])
      expect(authorizationOf({ headers: { [name]: "Bearer a", other: "b" } })).to.deep.equal(["Bearer a"]);
  });

  it("finds every Authorization header where `headers` has only the last", () => {
    const multiValueHeaders = { authorization: ["Bearer a", "Bearer b"] };
    expect(authorizationOf({ headers: { authorization: "Bearer b" }, multiValueHeaders })).to.deep.equal([
      "Bearer a",
      "Bearer b",
    ]);
    expect(authorizationOf({ headers: { authorization: "a", Authorization: "b" } })).to.deep.equal([
      "a",
      "b",
    ]);
  });

  it("finds no header where there is none", () => {
    expect(authorizationOf({ headers: null, multiValueHeaders: null })).to.deep.equal([]);
    expect(authorizationOf({ headers: { "x-authorization": "a" } })).to.deep.equal([]);
  });

  for (const methodArn of [
    "",
    1,
    "arn:aws:sqs:eu-west-1:123456789012:queue",
    "arn:aws:execute-api:r:a:api/v1",
  ])
    it(`refuses an event for ${methodArn}`, () => {
      expect(assertLeft(decodeAuthorizerEvent(anAuthorizerEvent({ methodArn })))).to.deep.equal([
        "event.methodArn",
      ]);
    });

  it("names the headers in an error, but no header of the caller's", () => {
    const event = { ...(anAuthorizerEvent() as object), headers: { s3cr3t: 1 } };
    expect(new Set(assertLeft(decodeAuthorizerEvent(event)))).to.deep.equal(new Set(["event.headers"]));
  });
});
