// The local system in this process, and what is asked of it: to take messages, and to be done with them.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { type LocalCloud, startLocalCloud } from "@message-handler/local-cloud";
import { makeTemporaryFolder } from "../../prove/system/temporary-folder.ts";
import { synthesise } from "../../synthesise.ts";

const senders = 16;

/** Milliseconds of this process, which is the local system's main one. */
export const processorTimeOf = async (work: () => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

export const withCloud = async <T>(
  dataDirectory: string | undefined,
  work: (cloud: LocalCloud) => Promise<T>,
): Promise<T> => {
  const stackFile = await synthesise("local");
  const directory = dataDirectory === undefined ? {} : { dataDirectory };
  const cloud = await startLocalCloud({ stackFile, apiPort: 0, awsPort: 0, log: () => {}, ...directory });
  try {
    return await work(cloud);
  } finally {
    await cloud.stop();
  }
};

export const withDataDirectory = async <T>(work: (directory: string) => Promise<T>): Promise<T> => {
  const directory = makeTemporaryFolder("bench-local");
  try {
    return await work(directory.path);
  } finally {
    directory.remove();
  }
};

export const post = async ({ outputs }: LocalCloud, count: number): Promise<void> => {
  const args = [String(outputs["api_url"]), `${count}`, `${senders}`];
  await promisify(execFile)(process.execPath, [join(import.meta.dirname, "post-messages.ts"), ...args]);
};

type Queue = { readonly name: string; readonly visible: number; readonly in_flight: number };

/** How many messages are not processed yet. */
export const backlogOf = async ({ awsEndpoint }: LocalCloud): Promise<number> => {
  const { queues } = (await (await fetch(`${awsEndpoint}/_local/state`)).json()) as {
    readonly queues: readonly Queue[];
  };
  const { visible = NaN, in_flight = NaN } = queues.find(({ name }) => name.endsWith("-messages")) ?? {};
  return visible + in_flight;
};

export const untilBacklog = async (cloud: LocalCloud, most: number): Promise<void> => {
  while ((await backlogOf(cloud)) > most) await sleep(100);
};

export const processMessages = async (cloud: LocalCloud, count: number): Promise<void> => {
  await post(cloud, count);
  await untilBacklog(cloud, 0);
};
