// What lets the console's requests into the API, where the stack asks for anything.
import type { LocalCloudOptions } from "@message-handler/local-cloud";
import { aMessage } from "@message-handler/api-contract/openapi/examples.ts";
import type { LocalIssuer } from "@message-handler/local-issuer/local-issuer.ts";
import { z } from "zod";

type CredentialsFor = NonNullable<LocalCloudOptions["credentials"]>;

const WithCompany = z.object({ metadata: z.object({ company_id: z.uuid() }) });

const parse = (text = ""): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The API has to say so, to a caller that it let in.
    return undefined;
  }
};

/** The company that the request is about; of one that names none that can be one, the samples' company: the API then says itself what is wrong. */
const companyOf = ({ path, body }: Parameters<CredentialsFor>[0]): string => {
  const posted = WithCompany.safeParse(parse(body)).data?.metadata.company_id;
  const asked = new URLSearchParams(path.split("?")[1]).get("company_id");
  return posted ?? z.uuid().safeParse(asked).data ?? aMessage.metadata.company_id;
};

/** Locally nobody verifies a signature, and a stack that asks for none ignores it. */
const signature = {
  authorization:
    "AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=any",
};

/** A token of the local issuer for the request's company; without an issuer any signature. */
export const makeCallerCredentials =
  (issuer: Pick<LocalIssuer, "mint"> | undefined): CredentialsFor =>
  async (request) =>
    issuer === undefined ? signature : { authorization: `Bearer ${await issuer.mint(companyOf(request))}` };
