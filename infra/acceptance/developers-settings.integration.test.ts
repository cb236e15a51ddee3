import { until } from "@message-handler/local-cloud/testing";
import { expect } from "chai";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { developersSettings } from "../../scripts/developers-settings.ts";
import { aMessage } from "./testing/message.ts";

const root = join(import.meta.dirname, "../..");

type Outputs = { readonly api_url: string; readonly aws_endpoint: string };

describe("npm start on a machine with settings of its own", () => {
  let home: string;
  let system: ChildProcess;
  let stderr = "";
  let outputs: Outputs;
  const outputsFile = (): string => join(home, "outputs.json");
  const environment = () => ({ PATH: "/usr/bin:/bin", HOME: home, ...developersSettings });

  before(async () => {
    home = mkdtempSync(join(tmpdir(), "home-"));
    mkdirSync(join(home, ".aws"));
    writeFileSync(
      join(home, ".aws/config"),
      "[default]\nuse_fips_endpoint = true\nuse_dualstack_endpoint = true\nendpoint_url = http://127.0.0.1:9\n",
    );
    const args = ["--port", "0", "--aws-port", "0", "--speed", "60", "--outputs", outputsFile()];
    system = spawn(process.execPath, ["scripts/start.ts", ...args], {
      cwd: root,
      env: environment(),
      stdio: ["ignore", "ignore", "pipe"],
    });
    system.stderr?.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    await until("npm start writes its outputs", () => {
      if (system.exitCode !== null) throw new Error(stderr);
      return existsSync(outputsFile());
    });
    outputs = JSON.parse(readFileSync(outputsFile(), "utf8")) as Outputs;
  });
  after(async () => {
    system.kill();
    if (system.exitCode === null) await once(system, "exit");
    rmSync(home, { recursive: true });
  });

  it("processes messages, as ops smoke sees with the same settings", () => {
    const {
      status,
      stdout,
      stderr: said,
    } = spawnSync(process.execPath, ["packages/ops/main.ts", "smoke", outputsFile()], {
      cwd: root,
      env: environment(),
      encoding: "utf8",
    });
    expect({ status, said }).to.deep.equal({ status: 0, said: "" });
    expect(stdout).to.include("ok  it is processed");
  });

  it("notifies the inbox of an alarm", async () => {
    const { api_url: api, aws_endpoint: aws } = outputs;
    const fault = {
      service: "s3",
      operation: "PutObject",
      effect: { type: "error", code: "AccessDenied", status: 403 },
    };
    await fetch(`${aws}/_local/faults`, { method: "PUT", body: JSON.stringify([fault]) });
    await fetch(`${api}/messages`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: aMessage().raw,
    });
    await until("the inbox has a notification", async () => {
      const state = (await (await fetch(`${aws}/_local/state`)).json()) as {
        readonly inbox: readonly unknown[];
      };
      return state.inbox.length > 0;
    });
  });

  it("removes its outputs when it stops", async () => {
    system.kill();
    await once(system, "exit");
    expect(existsSync(outputsFile())).to.equal(false);
  });
});
