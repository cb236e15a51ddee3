import { expect } from "chai";
import { aMessage } from "@message-handler/api-contract/openapi/examples.ts";
import { makeCallerCredentials } from "./caller-credentials.ts";

const chosen = aMessage.metadata.company_id;
const posting = "9a2b0c1d-1111-4222-8333-444455556666";
const asking = "7c1f7a54-2222-4333-8444-555566667777";
const post = (companyId: string) =>
  ({ method: "POST", path: "/v1/messages", body: `{"metadata":{"company_id":"${companyId}"}}` }) as const;

describe("makeCallerCredentials", () => {
  for (const [title, request, company] of [
    ["the company of the message", post(posting), posting],
    ["the samples' company when the message names none that can be one", post("company-b"), chosen],
    ["the company whose list is read", { method: "GET", path: `/v1/messages?company_id=${asking}` }, asking],
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
