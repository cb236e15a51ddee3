import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { startChild } from "./child.ts";
import { isRunning } from "../../../testing/lambda-fixture.ts";
import { until } from "../../../testing/until.ts";

const toUrl = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
const bootstrap = fileURLToPath(new URL("bootstrap/main.cjs", import.meta.url));

/** A process that starts a function's process and prints its id once it is idle or at work. */
const starter = (directory: string, state: "idle" | "at work"): string => `
  import { startChild } from ${toUrl("child.ts")};
  import { startRuntimeApi } from ${toUrl("runtime-api.ts")};
  const directory = ${JSON.stringify(directory)};
  const api = await startRuntimeApi();
  const environment = {
    AWS_LAMBDA_RUNTIME_API: api.address,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    LAMBDA_TASK_ROOT: directory,
    _HANDLER: "index.handler",
  };
  const child = startChild({ script: ${JSON.stringify(bootstrap)}, directory, environment });
  await api.initialised;
  if (${state === "idle"}) console.log(child.pid);
  for (const stream of child.output) stream.once("data", () => console.log(child.pid));
  if (${state === "at work"}) {
    void api.invoke({ requestId: "1", event: "{}", functionArn: "arn", deadline: Date.now() + 60000, traceId: "t" });
  }
`;

const endlessHandler =
  "exports.handler = async () => { console.log('at work'); for (;;) await new Promise((r) => setTimeout(r, 50)); };";

const runStarter = async (
  script: string,
): Promise<{ readonly parent: ChildProcess; readonly pid: number }> => {
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pid = await new Promise<number>((resolve) => {
    parent.stdout.once("data", (chunk: Buffer) => resolve(Number(chunk.toString())));
  });
  return { parent, pid };
};

describe("A function's process", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "local-cloud-test-"));
    writeFileSync(path.join(directory, "index.js"), endlessHandler);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it("kills what it has started when it ends by itself", async () => {
    const script = path.join(directory, "leaves-one-behind.cjs");
    writeFileSync(
      script,
      `const { spawn } = require("node:child_process");
      const left = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" });
      left.unref();
      require("node:fs").writeSync(1, String(left.pid));`,
    );
    const child = startChild({ script, directory, environment: {} });
    const pid = await new Promise<number>((resolve) => {
      child.output[0]?.once("data", (chunk: Buffer) => resolve(Number(chunk.toString())));
    });
    expect(await child.exited).to.deep.include({ code: 0 });
    await until(`process ${pid} is gone`, () => !isRunning(pid), 5);
    child.kill();
  });

  for (const state of ["idle", "at work"] as const) {
    for (const signal of ["SIGKILL", "SIGTERM"] as const) {
      it(`ends with the process that started it (${signal}) while it is ${state}`, async () => {
        const { parent, pid } = await runStarter(starter(directory, state));
        expect(isRunning(pid)).to.equal(true);
        parent.kill(signal);
        await until(`process ${pid} is gone`, () => !isRunning(pid), 5);
      });
    }
  }
});
