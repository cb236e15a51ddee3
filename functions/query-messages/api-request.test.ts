import { assertLeft, assertRight } from "@message-handler/domain/testing/assert-either.ts";
import { aCompanyId, aMessageId } from "@message-handler/domain/testing/fixtures.ts";
import { expect } from "chai";
import { decodeApiRequest } from "./api-request.ts";
import { aProxyEvent } from "./proxy-event.fixture.ts";

const companyOf = (authorizer: Readonly<Record<string, unknown>> | null) =>
  assertRight(decodeApiRequest(aProxyEvent({ authorizer }))).callerCompany;

describe("decodeApiRequest", () => {
  it("decodes the route, its parameters and every value of the query", () => {
    const event = aProxyEvent({ id: aMessageId, query: { limit: ["1", "2"] } });
    expect(assertRight(decodeApiRequest(event))).to.deep.equal({
      method: "GET",
      resource: "/messages/{message_id}",
      pathParameters: new Map([["message_id", aMessageId]]),
      query: new Map([["limit", ["1", "2"]]]),
      requestId: "request-1",
    });
  });

  it("decodes null parameters as none", () => {
    const { pathParameters, query } = assertRight(decodeApiRequest(aProxyEvent({})));
    expect([pathParameters.size, query.size]).to.deep.equal([0, 0]);
  });

  it("takes the caller's company from the authorizer, and keeps an unreadable one as empty", () => {
    expect(companyOf({ company_id: aCompanyId.toUpperCase() })).to.equal(aCompanyId);
    expect(companyOf({ company_id: 5 })).to.equal("");
    expect(companyOf(null)).to.equal(undefined);
    expect(companyOf({})).to.equal(undefined);
  });

  it("keeps the caller's company empty when an authorizer names none", () => {
    expect(companyOf({ principalId: "user" })).to.equal("");
  });

  it("names what is wrong with another event, and none of its values", () => {
    const paths = assertLeft(
      decodeApiRequest({ httpMethod: "GET", resource: 5, requestContext: { requestId: "s3cr3t" } }),
    );
    expect(paths).to.deep.equal(["event.resource"]);
    expect(assertLeft(decodeApiRequest(null))).to.deep.equal(["event"]);
  });
});
