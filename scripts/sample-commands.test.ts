import { expect } from "chai";
import { toSampleCommands } from "./sample-commands.ts";

const system = {
  apiUrl: "http://127.0.0.1:3000/v1",
  auth: "none",
  region: "us-east-1",
  issuer: undefined,
  isIssuerLocal: false,
};

describe("toSampleCommands", () => {
  it("posts a message and looks the same one up", () => {
    const [post, get] = toSampleCommands(system);
    const message = JSON.parse(/-d '(.*)'$/.exec(post ?? "")?.[1] ?? "") as {
      readonly metadata: { readonly message_id: string };
    };
    expect(post).to.contain("curl -i http://127.0.0.1:3000/v1/messages ");
    expect(get).to.equal(`curl http://127.0.0.1:3000/v1/messages/${message.metadata.message_id}`);
  });

  it("signs for iam", () => {
    const signed = "--aws-sigv4 aws:amz:eu-west-1:execute-api --user any:any http://";
    const commands = toSampleCommands({ ...system, auth: "iam", region: "eu-west-1" });
    expect(commands).to.have.length(2);
    for (const command of commands) expect(command).to.contain(signed);
  });

  it("asks the local issuer for a token of the message's company", () => {
    const issuer = "http://127.0.0.1:4567";
    const [token, ...commands] = toSampleCommands({ ...system, auth: "jwt", issuer, isIssuerLocal: true });
    const companyId = /^TOKEN=\$\(npm run --silent ops -- token --company ([\da-f-]{36})\)$/.exec(
      token ?? "",
    )?.[1];
    expect(commands[0]).to.contain(`"company_id":"${companyId}"`);
    for (const command of commands) expect(command).to.contain(`-H "authorization: Bearer $TOKEN"`);
  });

  it("names the issuer of the tokens where there is no local one", () => {
    const issuer = "https://id.example.com";
    expect(toSampleCommands({ ...system, auth: "jwt", issuer })[0]).to.contain(issuer);
  });
});
