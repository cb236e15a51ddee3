import { expect } from "chai";
import { aMessage } from "@message-handler/api-contract/openapi/examples.ts";
import { makeCallerCredentials } from "./caller-credentials.ts";

const chosen = aMessage.metadata.company_id;
const message = '{"metadata":{"company_id":"company-b"}}';

describe("makeCallerCredentials", () => {
  for (const [title, request, company] of [
    ["the company of the message", { method: "POST", path: "/v1/messages", body: message }, "company-b"],
    [
      "the company whose list is read",
      { method: "GET", path: "/v1/messages?company_id=company-c" },
      "company-c",
    ],
    [
      "the samples' company when the body is not JSON",
      { method: "POST", path: "/v1/messages", body: "{" },
      chosen,
    ],
    [
      "the samples' company when the request names none",
      { method: "GET", path: "/v1/messages/an-id" },
      chosen,
    ],
  ] as const)
    it(`gives a token of the local issuer for ${title}`, async () => {
      const credentials = makeCallerCredentials({ mint: async (companyId) => `token-for-${companyId}` });
      expect(await credentials({ body: undefined, ...request })).to.deep.equal({
        authorization: `Bearer token-for-${company}`,
      });
    });

  it("signs for the API without an issuer", async () => {
    const credentials = makeCallerCredentials(undefined);
    const { authorization } = await credentials({ method: "GET", path: "/v1/messages", body: undefined });
    expect(authorization).to.match(
      /^AWS4-HMAC-SHA256 Credential=[^,]+\/execute-api\/aws4_request, .*Signature=./,
    );
  });
});
