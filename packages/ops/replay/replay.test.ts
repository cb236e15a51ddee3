import { expect } from "chai";
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { makeProgram, runProgram } from "../run-program.ts";
import { addReplayCommand } from "./replay.ts";

const settings = { QUEUE_URL: "http://q/1/a-messages", MESSAGES_BUCKET: "b", MESSAGES_TABLE: "t" };

describe("ops replay", () => {
  let server: Server;
  before(async () => {
    server = createServer(({ url = "" }, response) => {
      response.setHeader("x-amzn-requestid", "1");
      if (url.includes("list-type=2"))
        return response.end(
          "<ListBucketResult><Name>b</Name><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>",
        );
      return response.end(
        JSON.stringify(
          url === "/_local/state"
            ? { functions: [{ name: "a-process-message" }], speed: 1 }
            : { FunctionName: "a-process-message", Environment: { Variables: settings } },
        ),
      );
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const company = "e0721e56-fb09-4273-ae74-7bcbc92d43eb";
  const run = async (...args: readonly string[]) => {
    let error = "";
    const program = makeProgram().configureOutput({ writeErr: (line) => (error += line) });
    const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
    const variables = { AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    const readOutputs = async () => undefined;
    addReplayCommand(program, { ...streams, variables, readOutputs, cwd: "/", stateDirectory: "/" });
    const code = await runProgram(program, ["replay", "--company", company, ...args]);
    streams.stdout.end();
    return { code, error, stdout: await text(streams.stdout) };
  };

  it("does not understand a --from that is later than --to, and asks nobody", async () => {
    expect(await run("--from", "2026-02-02", "--to", "2026-02-01")).to.deep.equal({
      code: 2,
      error: "error: --from is later than --to: nothing was received in between.\nSee ops replay --help\n",
      stdout: "",
    });
  });

  it("does not understand an --after that is no key of the company's", async () => {
    const { code, error } = await run("--after", "zzz");
    expect(code).to.equal(2);
    expect(error).to.contain(`--after is no key of the company's: each begins with ${company}/`);
  });

  it("fails where the archive has nothing of the company, and says that its id may be wrong", async () => {
    const { code, stdout } = await run("--dry-run");
    expect(code).to.equal(1);
    expect(stdout).to.contain("\nThe archive has nothing of this company: is the id right?\n");
  });
});
