import { startLocalIssuer, type LocalIssuer } from "@message-handler/local-issuer/local-issuer.ts";
import { expect } from "chai";
import { makeProgram, runProgram } from "./run-program.ts";
import { addTokenCommand } from "./token.ts";

const company = "e0721e56-fb09-4273-ae74-7bcbc92d43eb";

type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** `files` by their paths; `outputs.json` is the default one. */
const run = async (args: readonly string[], files: Readonly<Record<string, unknown>>): Promise<Ran> => {
  let stdout = "";
  let stderr = "";
  const program = makeProgram();
  program.configureOutput({
    writeOut: (text) => (stdout += text),
    writeErr: (text) => (stderr += text),
  });
  const readText = async (path: string): Promise<string> => {
    const content = files[path];
    if (content === undefined) throw new Error(`ENOENT: ${path}`);
    return typeof content === "string" ? content : JSON.stringify(content);
  };
  addTokenCommand(program, { readText, fetch, print: (line) => (stdout += `${line}\n`) }, "outputs.json");
  const code = await runProgram(program, args);
  return { code, stdout, stderr };
};

describe("ops token", () => {
  let issuer: LocalIssuer;
  before(async () => {
    issuer = await startLocalIssuer({ port: 0, audience: "an-audience", companyClaim: "company_id" });
  });
  after(async () => issuer.stop());

  const someOutputs = () => ({ api_url: "http://127.0.0.1:3000/v1", auth: "jwt", issuer: issuer.url });

  const claimsOf = (token: string) =>
    JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as {
      readonly iat: number;
      readonly exp: number;
    };

  it("prints a token for the company and nothing else", async () => {
    const ran = await run(["token", "--company", company.toUpperCase()], { "outputs.json": someOutputs() });
    expect(ran).to.include({ code: 0, stderr: "" });
    expect(ran.stdout).to.match(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const claims = claimsOf(ran.stdout);
    expect(claims).to.include({ iss: issuer.url, aud: "an-audience", company_id: company });
    expect(claims.exp - claims.iat).to.equal(3600);
  });

  it("prints a token with the lifetime and for the outputs that are asked for", async () => {
    const args = ["token", "--company", company, "--expires-in", "60", "--outputs", "other.json"];
    const { stdout } = await run(args, { "other.json": someOutputs() });
    const claims = claimsOf(stdout);
    expect(claims.exp - claims.iat).to.equal(60);
  });

  it("asks the issuer that it is told of, whatever the outputs are of", async () => {
    const args = ["token", "--company", company, "--issuer", issuer.url];
    expect(claimsOf((await run(args, {})).stdout)).to.include({ iss: issuer.url });
    const foreign = await run([...args.slice(0, -1), "https://id.example.com"], {});
    expect(foreign.stderr).to.include("this is no stack of a local issuer");
  });

  const failures: Readonly<Record<string, readonly [file: unknown, said: string]>> = {
    "nothing was started": [undefined, "npm start -- --auth jwt"],
    "the outputs are garbled": ["{", "outputs.json is not JSON"],
    "the outputs are of several stacks": [{ "m-dev": {}, "m-prod": {} }, "--env NAME"],
    "the stack takes no tokens": [{ api_url: "a", auth: "none" }, "its auth is none"],
    "the stack is deployed": [
      { auth: "jwt", issuer: "https://id.example.com" },
      "the company's own account with https://id.example.com",
    ],
    "the issuer only looks like a local one": [
      { auth: "jwt", issuer: "http://127.0.0.1.example.com" },
      "the company's own account",
    ],
  };
  for (const [when, [file, said]] of Object.entries(failures))
    it(`fails with 1 and says what to do when ${when}`, async () => {
      const ran = await run(["token", "--company", company], { "outputs.json": file });
      expect(ran).to.include({ code: 1, stdout: "" });
      expect(ran.stderr)
        .to.contain(said)
        .and.match(/^error: [^\n]+\n/);
    });

  it("fails with 1 when the issuer is gone", async () => {
    const gone = await startLocalIssuer({ port: 0, audience: "a", companyClaim: "b" });
    await gone.stop();
    const ran = await run(["token", "--company", company], {
      "outputs.json": { auth: "jwt", issuer: gone.url },
    });
    expect(ran.code).to.equal(1);
    expect(ran.stderr).to.contain("still running?").and.contain("ECONNREFUSED");
  });

  for (const [what, args, said] of [
    ["no company", ["token"], "--company"],
    ["a company that is no UUID", ["token", "--company", "acme"], "a UUID"],
    ["a time that is none", ["token", "--company", company, "--expires-in", "1h"], "whole seconds"],
    ["no time at all", ["token", "--company", company, "--expires-in", "0"], "whole seconds"],
    ["too long a time", ["token", "--company", company, "--expires-in", "86401"], "whole seconds"],
    ["an unknown option", ["token", "--company", company, "--for", "ever"], "--for"],
    ["an unknown command", ["tokne"], "tokne"],
    ["no command", [], "Usage: ops"],
  ] as const)
    it(`ends with 2 and says so when there is ${what}`, async () => {
      const ran = await run(args, { "outputs.json": someOutputs() });
      expect(ran).to.include({ code: 2, stdout: "" });
      expect(ran.stderr).to.contain(said);
    });

  it("prints its help with --help", async () => {
    expect(await run(["--help"], {})).to.include({ code: 0, stderr: "" });
    const { code, stdout } = await run(["token", "--help"], {});
    expect(code).to.equal(0);
    for (const option of ["--company", "--expires-in", "--outputs"]) expect(stdout).to.contain(option);
  });
});
