import { loadMain, runMain } from "@message-handler/lambda-kit/testing/run-main.ts";
import { aCompanyId } from "@message-handler/domain/testing/fixtures.ts";
import { startLocalIssuer, type LocalIssuer } from "@message-handler/local-issuer/local-issuer.ts";
import { expect } from "chai";
import { anAuthorizerEvent } from "./test-issuer.fixture.ts";

const main = new URL("main.ts", import.meta.url).href;

const authorize = async (token: string, env: Readonly<Record<string, string>>) =>
  runMain(main, anAuthorizerEvent({ headers: { Authorization: `Bearer ${token}` } }), env);

describe("the main.ts of authorize-caller", () => {
  let issuer: LocalIssuer;
  before(async () => {
    issuer = await startLocalIssuer({ port: 0, audience: "an-audience", companyClaim: "company" });
  });
  after(async () => issuer.stop());

  const anEnvironment = (url = issuer.url) => ({
    TOKEN_ISSUER: url,
    TOKEN_AUDIENCES: '["an-audience"]',
    COMPANY_CLAIM: "company",
    CACHE_SECONDS: "60",
  });

  it("rehearses a token while it is loaded, and asks no issuer, logs nothing and keeps no process", async () => {
    const watcher = new URL("print-verified.fixture.ts", import.meta.url).href;
    expect(await loadMain(main, anEnvironment("https://issuer.invalid"), watcher)).to.equal(
      "TLS is set up\nGET issuer.invalid 200\na signature was verified: true\n",
    );
  });

  it("accepts a token of the configured issuer, audience and claim, over plain HTTP on the loopback", async () => {
    const { result } = await authorize(await issuer.mint(aCompanyId), anEnvironment());
    expect(result).to.deep.include({
      principalId: aCompanyId,
      context: { company_id: aCompanyId },
    });
  });

  it("denies an expired token and logs why", async () => {
    const token = await issuer.mint(aCompanyId, { expiresInSeconds: -60 });
    const { result, output } = await authorize(token, anEnvironment());
    expect(output).to.contain('"code":"Expired"');
    expect(JSON.stringify(result)).to.contain('"Effect":"Deny"');
  });

  it("throws Unauthorized for a token that will be valid before a denial would be forgotten", async () => {
    const token = await issuer.mint(aCompanyId, { claims: { nbf: Math.floor(Date.now() / 1000) + 40 } });
    const { output } = await authorize(token, anEnvironment());
    expect(output).to.contain('"code":"NotYetValid"').and.contain("Unauthorized").and.not.contain(token);
  });

  it("throws without an issuer and logs why at ERROR", async () => {
    const other = await startLocalIssuer({ port: 0, audience: "an-audience", companyClaim: "company" });
    const token = await other.mint(aCompanyId);
    await other.stop();
    const { output } = await authorize(token, anEnvironment(other.url));
    expect(output).to.contain('"level":"ERROR"').and.contain("ECONNREFUSED").and.not.contain(token);
    expect(output).to.contain("Authorization failed: IssuerUnreachable.");
  });

  it("does not start without its configuration, and names every missing variable", async () => {
    const { output } = await authorize("a", { TOKEN_ISSUER: "http://id.example.com" });
    expect(output)
      .to.contain("TOKEN_ISSUER: expected an https URL")
      .and.contain("TOKEN_AUDIENCES: expected")
      .and.contain("COMPANY_CLAIM: expected")
      .and.contain("CACHE_SECONDS: expected");
  });
});
