// The composition root as Lambda loads it: in a process of its own, with nothing but environment variables.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { aCompanyId } from "@message-handler/domain/testing/fixtures.ts";
import { startLocalIssuer, type LocalIssuer } from "@message-handler/local-issuer/local-issuer.ts";
import { expect } from "chai";
import { anAuthorizerEvent } from "./test-issuer.fixture.ts";

const run = promisify(execFile);

const invoke = (event: unknown): string => `
  const { handler } = await import(${JSON.stringify(new URL("main.ts", import.meta.url).href)});
  const invocation = { awsRequestId: "invocation-1", getRemainingTimeInMillis: () => 10_000 };
  process.stdout.write(JSON.stringify(await handler(${JSON.stringify(event)}, invocation)));
`;

const runMain = async (token: string, env: Readonly<Record<string, string>>): Promise<string> => {
  const event = anAuthorizerEvent({ headers: { Authorization: `Bearer ${token}` } });
  const script = ["--input-type=module", "--eval", invoke(event)];
  return run(process.execPath, script, { env }).then(
    ({ stdout }) => stdout,
    (failure: unknown) => {
      const { stdout, stderr } = failure as { readonly stdout: string; readonly stderr: string };
      return stdout + stderr;
    },
  );
};

describe("the authorizer function", () => {
  let issuer: LocalIssuer;
  before(async () => {
    issuer = await startLocalIssuer({ port: 0, audience: "an-audience", companyClaim: "company" });
  });
  after(async () => issuer.stop());

  const anEnvironment = (url = issuer.url) => ({
    TOKEN_ISSUER: url,
    TOKEN_AUDIENCE: "an-audience",
    COMPANY_CLAIM: "company",
  });

  it("trusts the issuer, the audience and the claim that it is told, over plain HTTP on the loopback", async () => {
    const output = await runMain(await issuer.mint(aCompanyId), anEnvironment());
    expect(JSON.parse(output)).to.deep.include({
      principalId: aCompanyId,
      context: { company_id: aCompanyId },
    });
  });

  it("denies an expired token, and writes why", async () => {
    const output = await runMain(await issuer.mint(aCompanyId, { expiresInSeconds: -60 }), anEnvironment());
    expect(output).to.contain('"code":"Expired"').and.contain('"Effect":"Deny"');
  });

  it("throws without an issuer, and writes why at ERROR", async () => {
    const other = await startLocalIssuer({ port: 0, audience: "an-audience", companyClaim: "company" });
    const token = await other.mint(aCompanyId);
    await other.stop();
    const output = await runMain(token, anEnvironment(other.url));
    expect(output).to.contain('"level":"ERROR"').and.contain("ECONNREFUSED").and.not.contain(token);
    expect(output).to.contain("The caller could not be judged: IssuerUnreachable.");
  });

  it("does not start without its configuration, and names all that is missing", async () => {
    const output = await runMain("a", { TOKEN_ISSUER: "http://id.example.com" });
    expect(output)
      .to.contain("TOKEN_ISSUER: expected an https URL")
      .and.contain("TOKEN_AUDIENCE: expected")
      .and.contain("COMPANY_CLAIM: expected");
  });
});
