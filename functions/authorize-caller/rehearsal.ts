// A token of a made-up issuer, the issuer's documents, and the request that the token comes with. The private key was
// thrown away when the token was signed.
import { makeCannedAgent } from "@message-handler/lambda-kit/canned-agent.ts";
import { openConnection, type OpenConnection } from "./fetch-document.ts";

const issuer = "https://rehearsal.invalid";

const discovery = { issuer, jwks_uri: `${issuer}/keys` };

const jwks = {
  keys: [
    {
      kty: "RSA",
      kid: "rehearsal",
      alg: "RS256",
      use: "sig",
      e: "AQAB",
      n: "tHdHtIWgcI8_lxJBfBDFZRxNxxeFYw8k4_yydnle0HYT4hZzjwykM1zLjOg6CtsrnrWtz2f-RHgE4Uo-r7hyclpXgQcCNN7Rjs7gxmuZ0hAnVugisrmtterbMSbHQVZs7XDDZNJiOnU3iRD2LgTzpV-EhsMl303t2x1XpRqr_Zz-vL69z1b6kuTVgG5eH2SDdPumgq1xBf8QeO0Sf3Lh1JLCeD8iXhgo9XmAAWgzwJ57NiJrtoOWQcTsXA77tuAJApqs7MQ2cGdTPqmj_bmDj3EL-S7ZKIZlefiUPOMqmFdeWDUUOOqGIbUOnjG0lfn-MU3d_NaGvcwmnj4KLXi1Rw",
    },
  ],
};

/**
 * The keys come through Node's HTTP client, under the real issuer's name: Node does other work for a name than for an
 * address. The other document does not: it would run again what these have compiled.
 */
const toOpenConnection = (realIssuer: string): OpenConnection => {
  const { protocol, host } = new URL(realIssuer);
  const agent = makeCannedAgent(() => ({ body: JSON.stringify(jwks) }), protocol === "https:");
  return () => {
    const { fetchDocument, close } = openConnection(() => agent);
    return {
      fetchDocument: async ({ href }) =>
        href === discovery.jwks_uri
          ? fetchDocument(new URL(`https://${host}/keys`))
          : Buffer.from(JSON.stringify(discovery)),
      close,
    };
  };
};

/** What the authorizer is made with in the place of the real one; the token is valid at that moment and at no other. */
export const toRehearsalIssuer = (realIssuer: string) => ({
  issuer,
  audiences: ["rehearsal"],
  companyClaim: "company_id",
  openConnection: toOpenConnection(realIssuer),
  now: () => 1700000060000,
});

const token = [
  "eyJhbGciOiJSUzI1NiIsImtpZCI6InJlaGVhcnNhbCJ9",
  "eyJpc3MiOiJodHRwczovL3JlaGVhcnNhbC5pbnZhbGlkIiwiYXVkIjoicmVoZWFyc2FsIiwiaWF0IjoxNzAwMDAwMDAwLCJuYmYiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMDMwMCwiY29tcGFueV9pZCI6IjAwMDAwMDAwLTAwMDAtNDAwMC04MDAwLTAwMDAwMDAwMDAwMCJ9",
  "rZog-jaDTgtUUlFW6br_9dYQeStaDC-zxbGI-toojwNOhGBSTbH4hZCGZbiQXaZmjvEPns9GLgS13o8dUvEzxw1NvVKSWZGiLJhZLa4uSwkJSNkgQWv1alxjSKcP3O9VLE8kvQoyHcFtuwOBCgqIKSU3NN_JRRHwHhFxjCmtbG0tv1VOW3QYXM-EDv2CWF6WSrt8fe9K-ZUT0P8ycqrR94mJhPcZktuTkyamCll3UTIiROb9wKE0LoL4T_tnwPCWZUk_Ua87CSQ15NwLhzfD4c4tdETlTcVmdGcLrNtfZtdr_nXIfR2WS49x0YTzodiHVc4aUd-WOulUqZh1PQCJjQ",
].join(".");

export const rehearsalEvent = {
  methodArn: "arn:aws:execute-api:eu-west-1:000000000000:rehearsal/rehearsal/GET/messages",
  headers: { Authorization: `Bearer ${token}` },
  multiValueHeaders: { Authorization: [`Bearer ${token}`] },
  requestContext: { requestId: "rehearsal" },
};
