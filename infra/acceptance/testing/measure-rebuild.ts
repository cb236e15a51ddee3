// By hand: node infra/acceptance/testing/measure-rebuild.ts 100000. Loses a table of so many messages, and says how long
// it takes to get it back, in how much memory, and whether each record, answer and list is as before.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { isDeepStrictEqual } from "node:util";
import { startFullTable } from "./full-table.ts";

const main = join(import.meta.dirname, "../../../packages/ops/main.ts");

type OpsRun = {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The most memory that it took at any time, where the machine tells. */
  readonly peakMiB: number;
};

const readPeak = (pid: number | undefined): number => {
  try {
    return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
};

const runOps = async (
  { awsEndpoint }: { readonly awsEndpoint: string },
  ...args: readonly string[]
): Promise<OpsRun> => {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: "/usr/local/bin:/usr/bin:/bin", AWS_ENDPOINT_URL: awsEndpoint },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let peakMiB = 0;
  const watch = setInterval(() => {
    peakMiB = Math.max(peakMiB, readPeak(child.pid));
  }, 100);
  const ended = new Promise<number | null>((resolve) => {
    child.on("close", (code) => {
      clearInterval(watch);
      resolve(code);
    });
  });
  const [exitCode, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { exitCode, stdout, stderr, peakMiB };
};

const say = (line: string): void => void process.stdout.write(`${new Date().toISOString()} ${line}\n`);

const table = await startFullTable(Number(process.argv[2] ?? 1000));
try {
  const before = await table.records();
  const ids = [...before.keys()].slice(0, 500);
  const answered = await table.answers(ids);
  say(`${before.size} records of ${process.argv[2]} messages`);
  await table.remove(() => true);
  say(`${(await table.records()).size} records are left`);
  const startedAt = performance.now();
  const { exitCode, stdout, stderr, peakMiB } = await runOps(table.system, "rebuild", "--yes", "--json");
  const seconds = (performance.now() - startedAt) / 1000;
  say(
    `${stderr}exit code ${exitCode} after ${seconds.toFixed(1)} s, at most ${Math.round(peakMiB)} MiB: ${stdout}`,
  );
  say(`${Math.round(before.size / seconds)} records a second`);
  say(`every record as before: ${isDeepStrictEqual(await table.records(), before)}`);
  say(`every answer and list as before: ${isDeepStrictEqual(await table.answers(ids), answered)}`);
  const reconciled = await runOps(table.system, "reconcile", "--json");
  say(`reconcile, at most ${Math.round(reconciled.peakMiB)} MiB: ${reconciled.stdout}`);
} finally {
  await table.system.stop();
}
