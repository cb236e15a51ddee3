import { expect } from "chai";
import { makeProgram, runProgram } from "./run-program.ts";
import { addSmokeCommand } from "./smoke.ts";
import type { Fetch } from "./signed-fetch.ts";

const company = "e0721e56-fb09-4273-ae74-7bcbc92d43eb";
const apiUrl = "http://127.0.0.1:3000/v1";

const aToken = (claims: unknown): string =>
  ["{}", JSON.stringify(claims), "signature"]
    .map((part) => Buffer.from(part).toString("base64url"))
    .join(".");

type Posted = { readonly metadata?: { readonly message_id: string; readonly message_time: string } };

/** An API in memory; `admits` decides by the Authorization header, `known` limits whose lists it gives. */
const anApi = (admits: (authorization: string) => boolean = () => true, known?: string): Fetch => {
  const records = new Map<string, string>();
  const post = ({ metadata }: Posted): Response => {
    if (metadata === undefined) return Response.json({ code: "InvalidBody" }, { status: 400 });
    records.set(metadata.message_id, metadata.message_time.includes("-02-30") ? "Rejected" : "Processed");
    return Response.json({ request_id: "request-1" }, { status: 202 });
  };
  const list = (of: string): Response =>
    known === undefined || of === known
      ? Response.json({ items: [...records.keys()].map((message_id) => ({ message_id })) })
      : Response.json({ code: "OtherCompany" }, { status: 403 });
  return async ({ pathname, searchParams }, { method, headers = {}, body = "" }) => {
    if (!admits(headers["authorization"] ?? "")) return Response.json({}, { status: 401 });
    if (method === "POST") return post(JSON.parse(body) as Posted);
    const of = searchParams.get("company_id");
    if (of !== null) return list(of);
    return Response.json({ status: records.get(pathname.split("/").at(-1) ?? "") });
  };
};

type Props = { readonly outputs?: unknown; readonly fetch?: Fetch; readonly token?: string };

const none = { api_url: apiUrl, auth: "none", region: "eu-west-1" };
const jwt = { ...none, auth: "jwt", company_claim: "custom:company" };

const run = async (args: readonly string[], { outputs = none, fetch = anApi(), token = "" }: Props = {}) => {
  const lines: string[] = [];
  let stderr = "";
  const program = makeProgram().configureOutput({
    writeOut: (text) => lines.push(text),
    writeErr: (text) => (stderr += text),
  });
  const readText = async (path: string): Promise<string> => {
    if (path !== "outputs.json") throw new Error(`ENOENT: ${path}`);
    return JSON.stringify(outputs);
  };
  const deps = { readText, fetch, token, print: (line: string) => void lines.push(line) };
  addSmokeCommand(program, deps, "outputs.json");
  return { code: await runProgram(program, ["smoke", ...args]), lines, stderr };
};

describe("ops smoke", () => {
  it("reports each check of an API without credentials", async () => {
    expect(await run([])).to.deep.equal({
      code: 0,
      stderr: "",
      lines: [
        "ok  a message is accepted with 202",
        "ok  so is it with a charset in its Content-Type",
        "ok  it is processed",
        "ok  its company finds it in the list",
        "ok  a message from 30 February is accepted with 202",
        "ok  it is recorded as rejected",
        "ok  a body without ids is refused with 400",
      ],
    });
  });

  it("sends SMOKE_TOKEN as a bearer token, for the company that it names, and checks that strangers are refused", async () => {
    const token = aToken({ "custom:company": company.toUpperCase() });
    const fetch = anApi((authorization) => authorization === `Bearer ${token}`, company);
    const { code, lines } = await run([], { outputs: jwt, fetch, token });
    expect(code).to.equal(0);
    expect(lines.slice(-3)).to.deep.equal([
      "ok  a message without credentials is refused with 401 or 403",
      "ok  so is a list without credentials",
      "ok  another company's list is refused with 403",
    ]);
  });

  it("finds the company of a token where the API does: within another claim, in a list of one", async () => {
    const token = aToken({ org: { company_id: [company] } });
    const fetch = anApi((authorization) => authorization === `Bearer ${token}`, company);
    const outputs = { ...jwt, company_claim: "org.company_id" };
    expect((await run([], { outputs, fetch, token })).code).to.equal(0);
  });

  it("signs its requests where the auth is iam", async () => {
    const fetch = anApi((authorization) => authorization.startsWith("AWS4-HMAC-SHA256 Credential=local/"));
    expect(await run([], { outputs: { ...none, auth: "iam" }, fetch })).to.include({ code: 0, stderr: "" });
  });

  it("ends with 1 and names the check that failed and what was found", async () => {
    const fetch = anApi(() => true);
    const open: Fetch = async (url, request) => fetch(url, { ...request, headers: {} });
    const ran = await run([], { outputs: jwt, fetch: open, token: aToken({ "custom:company": company }) });
    expect(ran.code).to.equal(1);
    expect(ran.stderr).to.match(/^not ok {2}a message without credentials is refused .*"status":202/);
  });

  it("ends with 1 when the API cannot be reached, and says why", async () => {
    const refused = new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") });
    const { code, stderr } = await run([], { fetch: async () => Promise.reject(refused) });
    expect({ code, stderr }).to.deep.equal({ code: 1, stderr: "not ok  fetch failed: ECONNREFUSED\n" });
  });

  const unstarted: Readonly<Record<string, readonly [args: readonly string[], props: Props, said: string]>> =
    {
      "there are no outputs": [
        ["other.json"],
        {},
        "other.json cannot be read: `npm start` and `npm run deploy` write it",
      ],
      "the outputs are of several stacks": [[], { outputs: { "m-dev": none, "m-prod": none } }, "--env NAME"],
      "a client certificate is needed": [
        [],
        { outputs: { ...none, client_certificate: "required" } },
        "asks for a client certificate, which this command does not have",
      ],
      "a token is needed": [[], { outputs: jwt }, "set SMOKE_TOKEN to one"],
      "SMOKE_TOKEN is text": [[], { outputs: jwt, token: "secret" }, "SMOKE_TOKEN is not a JSON Web Token\n"],
      "SMOKE_TOKEN holds no claims": [[], { outputs: jwt, token: "a.ImIi.c" }, "not a JSON Web Token\n"],
      "its claim is missing": [[], { outputs: jwt, token: aToken({ sub: "a", aud: "b" }) }, "but sub, aud"],
      "the time-out is not a number": [["--timeout", "soon"], {}, "seconds from 1 to 900"],
      "the time-out is too short": [["--timeout", "0"], {}, "seconds from 1 to 900"],
      "an option is unknown": [["--nonsense"], {}, "--nonsense"],
      "there are two files": [["outputs.json", "b.json"], {}, "too many arguments"],
    };
  for (const [when, [args, props, said]] of Object.entries(unstarted))
    it(`ends with 2 and says so when ${when}`, async () => {
      const { code, stderr, lines } = await run(args, props);
      expect({ code, lines }).to.deep.equal({ code: 2, lines: [] });
      expect(stderr).to.contain(said);
      const isMisspelt = /time-out|option|two files/.test(when);
      expect(stderr.includes("See ops smoke --help")).to.equal(isMisspelt);
    });

  it("uses the outputs of the environment that is asked for", async () => {
    const outputs = { "m-dev": { ...none, api_url: "http://dev" }, "m-prod": none };
    expect(await run(["--env", "prod"], { outputs })).to.include({ code: 0 });
  });

  it("prints its help with --help", async () => {
    const { code, lines } = await run(["--help"]);
    expect(code).to.equal(0);
    for (const word of ["--env", "--timeout", "SMOKE_TOKEN", "Exit codes"])
      expect(lines.join("")).to.contain(word);
  });
});
