// AWS's library for tokens, and the policy that API Gateway wants.
import { JwtVerifier } from "aws-jwt-verify";

const { TOKEN_ISSUER, TOKEN_AUDIENCES, COMPANY_CLAIM } = process.env;

const verifier = JwtVerifier.create({
  issuer: TOKEN_ISSUER,
  audience: JSON.parse(TOKEN_AUDIENCES),
  jwksUri: `${TOKEN_ISSUER}/keys`,
});

export const handler = async ({ headers, methodArn }) => {
  const claims = await verifier.verify(headers.Authorization.replace(/^Bearer /, ""));
  const stage = methodArn.split("/").slice(0, 2).join("/");
  return {
    principalId: claims[COMPANY_CLAIM],
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: `${stage}/*` }],
    },
    context: { company_id: claims[COMPANY_CLAIM] },
  };
};
