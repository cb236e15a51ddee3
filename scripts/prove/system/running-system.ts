// The whole system as `npm start` runs it, in processes of its own, which can be ended like any other.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { makeTemporaryFolder } from "./temporary-folder.ts";

const Outputs = z.object({
  api_url: z.string(),
  aws_endpoint: z.string(),
  messages_bucket: z.string(),
  messages_table: z.string(),
  queue_url: z.string(),
  dead_letter_queue_url: z.string(),
});
type Outputs = z.infer<typeof Outputs>;

const Queue = z.object({
  name: z.string(),
  arn: z.string(),
  visible: z.number(),
  in_flight: z.number(),
  delayed: z.number(),
  noisy_groups: z.number(),
  /** ISO 8601; null for an empty queue. */
  oldest_sent_at: z.string().nullable(),
});
export type Queue = z.infer<typeof Queue>;

const State = z.object({
  queues: z.array(Queue),
  functions: z.array(z.object({ name: z.string(), pids: z.array(z.number()) })),
});

const QueuedMessage = z.object({ body: z.string(), attributes: z.record(z.string(), z.string()) });
export type QueuedMessage = z.infer<typeof QueuedMessage>;

export type SystemOptions = {
  /** A cdk.tf.json. */
  readonly stackFile: string;
  /** Divides waiting. */
  readonly speed: number;
  /** Kept over restarts; without it everything is in memory. */
  readonly dataDirectory?: string;
  /** Whether its main process has an inspector. */
  readonly isInspected?: boolean;
  /** Takes each line of the log, which is JSON. */
  readonly onLine: (line: string) => void;
};

/** Starts on a busy machine included. */
const startSeconds = 120;

const root = join(import.meta.dirname, "../../..");

const launch = (
  { stackFile, speed, dataDirectory, onLine, isInspected = false }: SystemOptions,
  folder: string,
) => {
  const args = [
    [...(isInspected ? ["--inspect=127.0.0.1:0"] : []), "scripts/start.ts"],
    ["--port", "0", "--aws-port", "0", "--speed", `${speed}`, "--stack-file", stackFile, "--json"],
    ["--outputs", join(folder, "outputs.json"), "--log-file", join(folder, "log.jsonl")],
    dataDirectory === undefined ? [] : ["--data", dataDirectory],
  ].flat();
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  // However this process ends; and before its folders are removed, in which the system writes.
  const endToo = (): void => void child.kill("SIGKILL");
  process.prependOnceListener("exit", endToo);
  child.once("close", () => process.off("exit", endToo));
  createInterface({ input: child.stdout }).on("line", onLine);
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  return { child, said: () => said.trim() };
};

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

/** The outputs are written once everything is up. */
const untilUp = async ({ child, said }: ReturnType<typeof launch>, path: string): Promise<Outputs> => {
  const end = performance.now() + startSeconds * 1000;
  while (!hasEnded(child) && performance.now() < end) {
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    if (text.endsWith("}\n")) return Outputs.parse(JSON.parse(text));
    await sleep(25);
  }
  child.kill("SIGKILL");
  throw new Error(`the system did not start: ${said()}`);
};

const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (hasEnded(child)) return;
  const ended = once(child, "close");
  child.kill(signal);
  await ended;
};

/** A second time, as any client would, where the server had just closed a kept connection. */
export const patiently = async (url: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url, init).catch(async () => fetch(url, init));

/** Rejects with what the system said when it does not come up. */
export const startRunningSystem = async (options: SystemOptions) => {
  const folder = makeTemporaryFolder("prove");
  const launched = launch(options, folder.path);
  const outputs = await untilUp(launched, join(folder.path, "outputs.json")).catch((error: unknown) => {
    folder.remove();
    throw error;
  });
  const local = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const response = await patiently(`${outputs.aws_endpoint}/_local/${path}`, init);
    if (!response.ok) throw new Error(await response.text());
    return response;
  };
  const state = async () => State.parse(await (await local("state")).json());
  const queue = async (url: string): Promise<Queue> => {
    const found = (await state()).queues.find(({ name }) => url.endsWith(`/${name}`));
    if (found === undefined) throw new Error(`there is no queue ${url}`);
    return found;
  };
  const { pid } = launched.child;
  if (pid === undefined) throw new Error("the system runs without a process");
  return {
    outputs,
    /** Of the main process. */
    pid,
    /** Undefined when it is not inspected. */
    inspectorUrl: (): string | undefined => /ws:\S+/.exec(launched.said())?.[0],
    workQueue: async (): Promise<Queue> => queue(outputs.queue_url),
    deadLetterQueue: async (): Promise<Queue> => queue(outputs.dead_letter_queue_url),
    /** Of the processes of this function; by the end of its name. */
    pids: async (suffix: string): Promise<readonly number[]> =>
      (await state()).functions.find(({ name }) => name.endsWith(suffix))?.pids ?? [],
    /** Of the processes of all functions. */
    allPids: async (): Promise<readonly number[]> => (await state()).functions.flatMap(({ pids }) => pids),
    /** The oldest messages of the queue, which this does not receive. */
    peek: async ({ name }: Queue, limit: number, containing = ""): Promise<readonly QueuedMessage[]> => {
      const query = `limit=${limit}&containing=${encodeURIComponent(containing)}`;
      return z.array(QueuedMessage).parse(await (await local(`queues/${name}/messages?${query}`)).json());
    },
    setFaults: async (rules: readonly object[]): Promise<void> => {
      await local("faults", { method: "PUT", body: JSON.stringify(rules) });
    },
    /** Resolves once it has ended, with what it had started. */
    stop: async (signal: NodeJS.Signals = "SIGTERM"): Promise<void> => {
      await end(launched.child, signal);
      folder.remove();
    },
  };
};

export type RunningSystem = Awaited<ReturnType<typeof startRunningSystem>>;
