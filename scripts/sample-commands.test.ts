import { expect } from "chai";
import { execFileSync } from "node:child_process";
import { toSampleCommand, type RunningSystem } from "./sample-commands.ts";

const system = {
  apiUrl: "http://127.0.0.1:3000/v1",
  auth: "none",
  region: "us-east-1",
  issuer: undefined,
  isIssuerLocal: false,
};

/** The arguments that a shell gives curl, which is not run. */
const argumentsOfCurl = (overrides: Partial<RunningSystem> = {}): readonly string[] => {
  const command = toSampleCommand({ ...system, ...overrides }).join("\n");
  const script = `curl() { printf '%s\\0' "$@"; }; npm() { echo "token-of-$9-by-$7"; }; ${command}`;
  return execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
};

type Message = { readonly metadata: Readonly<Record<string, string>>; readonly data: object };

describe("toSampleCommand", () => {
  it("posts a message that a shell passes on whole", () => {
    const sent = argumentsOfCurl();
    expect(sent.slice(0, -1)).to.deep.equal([
      "-i",
      "http://127.0.0.1:3000/v1/messages",
      "-H",
      "content-type:application/json",
      "-d",
    ]);
    const { metadata, data } = JSON.parse(sent.at(-1) ?? "") as Message;
    expect(metadata).to.have.all.keys("message_time", "company_id", "message_id");
    expect(data).to.deep.equal({ order_amount: 20 });
  });

  it("signs for iam", () => {
    const sent = argumentsOfCurl({ auth: "iam", region: "eu-west-1" });
    expect(sent.join(" ")).to.include("--aws-sigv4 aws:amz:eu-west-1:execute-api --user any:any");
  });

  const issuer = "http://127.0.0.1:4567";
  const local = { auth: "jwt", issuer, isIssuerLocal: true } as const;

  it("asks the local issuer for a token of the message's company", () => {
    const sent = argumentsOfCurl(local);
    const { metadata } = JSON.parse(sent.at(-1) ?? "") as Message;
    expect(sent).to.include(`authorization: Bearer token-of-${metadata["company_id"]}-by-${issuer}`);
  });

  it("names the issuer of the tokens where there is no local one", () => {
    const elsewhere = { ...system, auth: "jwt", issuer: "https://id.example.com" };
    expect(toSampleCommand(elsewhere)[0]).to.contain("https://id.example.com");
  });

  for (const variant of [{}, { auth: "iam" }, local])
    it(`fits a terminal of 80 columns, indented: ${JSON.stringify(variant)}`, () => {
      const longest = { ...system, apiUrl: "http://127.0.0.1:65535/v1", ...variant };
      for (const line of toSampleCommand(longest)) expect(line.length, line).to.be.lessThan(78);
    });
});
