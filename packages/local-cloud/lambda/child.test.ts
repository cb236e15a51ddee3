import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { isRunning, until } from "./fixtures.ts";

const toUrl = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
const bootstrap = fileURLToPath(new URL("bootstrap/main.cjs", import.meta.url));

/** A process that starts a function's process and prints its id once the handler is at work. */
const starter = (directory: string): string => `
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
  child.output[0].once("data", () => console.log(child.pid));
  await api.initialised;
  void api.invoke({ requestId: "1", event: "{}", functionArn: "arn", deadline: Date.now() + 60000, traceId: "t" });
`;

const endlessHandler =
  "exports.handler = async () => { console.log('at work'); for (;;) await new Promise((r) => setTimeout(r, 50)); };";

const runStarter = async (
  directory: string,
): Promise<{ readonly parent: ChildProcess; readonly pid: number }> => {
  const parent = spawn(process.execPath, ["--input-type=module", "--eval", starter(directory)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const pid = await new Promise<number>((resolve) => {
    parent.stdout.once("data", (chunk: Buffer) => resolve(Number(chunk.toString())));
  });
  return { parent, pid };
};

describe("a function's process", () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), "local-cloud-test-"));
    writeFileSync(path.join(directory, "index.js"), endlessHandler);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  for (const signal of ["SIGKILL", "SIGTERM"] as const) {
    it(`ends with the process that started it, even in the middle of its work (${signal})`, async () => {
      const { parent, pid } = await runStarter(directory);
      expect(isRunning(pid)).to.equal(true);
      parent.kill(signal);
      await until(() => !isRunning(pid));
    });
  }
});
