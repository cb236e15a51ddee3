import { expect } from "chai";
import { createRemoteJWKSet, decodeJwt, jwtVerify, type JWTPayload } from "jose";
import { request } from "node:http";
import { startLocalIssuer, toTokenRequest, type LocalIssuer } from "./local-issuer.ts";

const audience = "message-handler";
const companyClaim = "https://example.com/company";
const company = "e0721e56-fb09-4273-ae74-7bcbc92d43eb";

describe("the local issuer", () => {
  let issuer: LocalIssuer;
  before(async () => {
    issuer = await startLocalIssuer({ port: 0, audience, companyClaim });
  });
  after(async () => issuer.stop());

  /** As any client of any issuer would: the keys by way of discovery. */
  const verify = async (token: string): Promise<JWTPayload> => {
    const discovery = (await (await fetch(`${issuer.url}/.well-known/openid-configuration`)).json()) as {
      readonly issuer: string;
      readonly jwks_uri: string;
    };
    const keys = createRemoteJWKSet(new URL(discovery.jwks_uri));
    return (await jwtVerify(token, keys, { issuer: discovery.issuer, audience, algorithms: ["RS256"] }))
      .payload;
  };

  const ask = async (form: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(`${issuer.url}/token`, { method: "POST", body: new URLSearchParams(form) });

  it("mints tokens that its published key verifies", async () => {
    const payload = await verify(await issuer.mint(company));
    expect(payload).to.include({ iss: issuer.url, aud: audience, sub: company, [companyClaim]: company });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).to.equal(3600);
  });

  it("mints what a test wants to see refused", async () => {
    const token = await issuer.mint(company, {
      expiresInSeconds: -60,
      claims: { aud: "b", [companyClaim]: undefined },
    });
    const payload = decodeJwt(token);
    expect(payload).to.include({ aud: "b" }).and.not.have.property(companyClaim);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).to.equal(-60);
  });

  it("gives a token for any company, valid for the requested seconds", async () => {
    const response = await ask({ grant_type: "client_credentials", company_id: company, expires_in: "60" });
    const answer = (await response.json()) as { readonly access_token: string };
    expect(answer).to.include({ token_type: "Bearer", expires_in: 60 });
    const payload = await verify(answer.access_token);
    expect(payload).to.include({ aud: audience, [companyClaim]: company });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).to.equal(60);
  });

  it("gives the audience that it stands for, whatever audience is asked for", async () => {
    const response = await ask({ grant_type: "client_credentials", company_id: company, aud: "another" });
    const { access_token: token } = (await response.json()) as { readonly access_token: string };
    expect(decodeJwt(token)).to.include({ aud: audience });
  });

  it("says what is wrong with a request", async () => {
    const response = await ask({ grant_type: "client_credentials" });
    expect(response.status).to.equal(400);
    expect(await response.text()).to.contain("company_id: expected");
  });

  it("has no token for a web page", async () => {
    for (const headers of [{ origin: "https://evil.example" }, { host: "evil.example" }]) {
      const status = await new Promise((resolve, reject) => {
        request(`${issuer.url}/.well-known/openid-configuration`, { headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        })
          .on("error", reject)
          .end();
      });
      expect(status, JSON.stringify(headers)).to.equal(403);
    }
  });

  it("listens on the loopback, and names a port that is taken", async () => {
    const { hostname, port } = new URL(issuer.url);
    expect(hostname).to.equal("127.0.0.1");
    const second = await startLocalIssuer({ port: Number(port), audience, companyClaim }).then(
      async ({ stop }) => stop().then(() => "it started"),
      (error: unknown) => String(error),
    );
    expect(second).to.contain(`port ${port} on 127.0.0.1 is already in use`);
  });
});

const form = { grant_type: "client_credentials", company_id: "a-company" };

describe("token requests", () => {
  it("takes a company, and an hour unless told otherwise", () => {
    expect(toTokenRequest(form)).to.deep.equal({ companyId: "a-company", expiresInSeconds: 3600 });
    expect(toTokenRequest({ ...form, expires_in: "86400" })).to.include({ expiresInSeconds: 86_400 });
  });

  for (const [field, value] of [
    ["grant_type", "password"],
    ["grant_type", undefined],
    ["company_id", undefined],
    ["company_id", ""],
    ["company_id", ["a", "b"]],
    ["expires_in", "0"],
    ["expires_in", "-1"],
    ["expires_in", "1.5"],
    ["expires_in", "86401"],
    ["expires_in", ["1", "2"]],
  ] as const)
    it(`refuses ${field}=${JSON.stringify(value)} and names the field`, () => {
      expect(() => toTokenRequest({ ...form, [field]: value })).to.throw(`${field}: expected`);
    });
});
