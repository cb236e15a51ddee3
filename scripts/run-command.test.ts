import { expect } from "chai";
import { setImmediate } from "node:timers/promises";
import { runCommand } from "./run-command.ts";

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const inShell = (script: string): readonly ["sh", "-c", string] => ["sh", "-c", script];

describe("runCommand", () => {
  it("keeps what a command prints to stdout and stderr", async () => {
    expect(await runCommand({ command: inShell("echo out; echo err >&2") })).to.deep.equal({
      output: "out\nerr\n",
      ok: true,
    });
  });

  it("reports a command that exits with another code than 0 as failed", async () => {
    expect(await runCommand({ command: inShell("echo out; exit 3") })).to.deep.equal({
      output: "out\n",
      ok: false,
    });
  });

  it("reports a program that is not installed as failed, and names it", async () => {
    const { output, ok } = await runCommand({ command: ["no-such-program"] });
    expect(ok).to.equal(false);
    expect(output).to.include("no-such-program");
  });

  it("reports a command that a signal ended as failed, and names the signal", async () => {
    const { output, ok } = await runCommand({ command: inShell("kill -KILL $$") });
    expect(ok).to.equal(false);
    expect(output).to.include("SIGKILL");
  });

  it("ends a command and its children on an abort, and starts no further one", async () => {
    const stop = new AbortController();
    const { output, ok } = await runCommand({
      command: inShell("sleep 600 & echo $!; wait"),
      signal: stop.signal,
      onOutput: () => stop.abort(),
    });
    expect(ok).to.equal(false);
    // The pipe of its output, which the child shares, has been closed: nobody is left who could write to it.
    expect(output).to.match(/^\d+\n/);
    const next = await runCommand({ command: inShell("echo started"), signal: stop.signal });
    expect(next).to.deep.equal({ output: "interrupted before it began", ok: false });
  });

  it("does not wait on an abort for a process that a finished command left behind", async () => {
    const stop = new AbortController();
    const leaveBehind = `const { spawn } = require("node:child_process");
      const child = spawn("sleep", ["600"], { detached: true, stdio: "inherit" });
      child.unref();
      console.log(process.pid + " " + child.pid);`;
    const pids = Promise.withResolvers<readonly number[]>();
    const finished = runCommand({
      command: [process.execPath, "-e", leaveBehind],
      signal: stop.signal,
      onOutput: (output) => pids.resolve(output.trim().split(" ").map(Number)),
    });
    const [pid = 0, leftBehind = 0] = await pids.promise;
    try {
      while (isRunning(pid)) await setImmediate();
      stop.abort();
      expect(await finished).to.include({ ok: true });
    } finally {
      process.kill(leftBehind);
    }
  });
});
