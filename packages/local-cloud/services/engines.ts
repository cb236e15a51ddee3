// The libraries that store and queue: fauxqs for SQS, SNS and S3, dynalite for DynamoDB.
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import dynalite from "dynalite";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import { lockDataDirectory } from "../core/data-lock.ts";

export type Engines = {
  readonly fauxqs: FauxqsServer;
  /** Base URL without a trailing slash. */
  readonly dynaliteEndpoint: string;
  /** Call once nothing sends requests any more. */
  readonly stop: () => Promise<void>;
};

type Fastify = { listen: (options: Readonly<Record<string, unknown>>) => Promise<string> };

const bindToLoopback = (message: unknown): void => {
  const { fastify } = message as { readonly fastify: Fastify };
  const listen = fastify.listen.bind(fastify);
  fastify.listen = async (options) => listen({ ...options, host: "127.0.0.1" });
};

/** fauxqs 2.4.1 listens on 0.0.0.0 whatever `host` says. Fastify announces each new instance on this channel. */
const onLoopback = async <T>(start: () => Promise<T>): Promise<T> => {
  subscribe("fastify.initialization", bindToLoopback);
  try {
    return await start();
  } finally {
    unsubscribe("fastify.initialization", bindToLoopback);
  }
};

const startQueuesAndObjects = async (directory: string | undefined): Promise<FauxqsServer> => {
  const fauxqs = await onLoopback(async () =>
    startFauxqs({
      port: 0,
      host: "127.0.0.1",
      logger: false,
      defaultRegion: "us-east-1",
      // Anything but undefined, which would have it look for a file named by FAUXQS_INIT.
      init: {},
      // Objects go into its SQLite file too: its `s3StorageDir` turns keys into paths, and `../x` gets out of it.
      ...(directory === undefined ? {} : { dataDir: directory }),
    }),
  );
  if (new URL(fauxqs.address).hostname === "127.0.0.1") return fauxqs;
  await fauxqs.stop();
  throw new Error(`fauxqs listens on ${fauxqs.address}, not on the loopback alone`);
};

const startTables = async (directory: string | undefined) => {
  const server = dynalite({
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
    ...(directory === undefined ? {} : { path: directory }),
  });
  // Its clients are in this process: a connection that idles too long would be closed under the next request.
  server.keepAliveTimeout = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () =>
      new Promise<void>((resolve, reject) => {
        // Waits for requests that still run: closing the database under them would throw out of dynalite.
        server.close((error) => {
          if (error) reject(error);
          else resolve();
        });
      }),
  };
};

const openDirectories = async (dataDirectory: string) => {
  const queues = join(dataDirectory, "queues-and-objects");
  const tables = join(dataDirectory, "tables");
  await mkdir(queues, { recursive: true });
  await mkdir(tables, { recursive: true });
  return { queues, tables, unlock: lockDataDirectory(dataDirectory) };
};

/**
 * Starts both engines on ports of their own on 127.0.0.1. State lives in `dataDirectory` and survives a restart;
 * without one it lives in memory. Rejects when the directory cannot be used or another run holds it.
 */
export const startEngines = async ({
  dataDirectory,
}: {
  readonly dataDirectory?: string;
}): Promise<Engines> => {
  const directories = dataDirectory === undefined ? undefined : await openDirectories(dataDirectory);
  const running: (() => Promise<void>)[] = [];
  /** The directory is another run's only once nothing of this one writes there. */
  const stop = async (): Promise<void> => {
    const ended = await Promise.allSettled(running.map(async (end) => end()));
    directories?.unlock();
    const reasons = ended.flatMap((each) => (each.status === "rejected" ? [each.reason as unknown] : []));
    if (reasons.length > 0) throw new AggregateError(reasons, "an engine did not stop");
  };
  try {
    const fauxqs = await startQueuesAndObjects(directories?.queues);
    running.push(async () => fauxqs.stop());
    const tables = await startTables(directories?.tables);
    running.push(tables.stop);
    return { fauxqs, dynaliteEndpoint: tables.endpoint, stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
};
