import { expect } from "chai";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { makeProgram, runProgram } from "../run-program.ts";
import { addReplayCommand } from "./replay.ts";

const settings = { QUEUE_URL: "http://q/1/a-messages", MESSAGES_BUCKET: "b", MESSAGES_TABLE: "t" };

describe("ops replay", () => {
  it("does not understand a --from that is later than --to, and asks nobody", async () => {
    const server = createServer(({ url = "" }, response) =>
      response.end(
        JSON.stringify(
          url === "/_local/state"
            ? { functions: [{ name: "a-process-message" }], speed: 1 }
            : { Environment: { Variables: settings } },
        ),
      ),
    );
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    let error = "";
    const program = makeProgram().configureOutput({ writeErr: (line) => (error += line) });
    const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
    const variables = { AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    const readOutputs = async () => undefined;
    addReplayCommand(program, { ...streams, variables, readOutputs, cwd: "/", stateDirectory: "/" });
    const company = "e0721e56-fb09-4273-ae74-7bcbc92d43eb";
    const args = ["replay", "--company", company, "--from", "2026-02-02", "--to", "2026-02-01"];
    expect(await runProgram(program, args)).to.equal(2);
    expect(error).to.equal(
      "error: --from is later than --to: nothing was received in between.\nSee ops replay --help\n",
    );
    server.closeAllConnections();
    server.close();
  });
});
