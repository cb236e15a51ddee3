// For tests: a stack in memory behind the real endpoint, on a port of its own.
import { join } from "node:path";
import type { Account } from "../core/account.ts";
import { makeControl } from "../endpoint/control.ts";
import { startDynamodb } from "../services/dynamodb/start-dynamodb.ts";
import type { Authorize } from "../policy/authorize.ts";
import { type Level, makeLog } from "../core/log.ts";
import { startS3 } from "../services/s3/start-s3.ts";
import type { Resource, ResourceType, Stack } from "../stack/resource-type.ts";
import { makeEndpoint } from "../endpoint/endpoint.ts";
import { startEngines } from "../services/engines.ts";
import { type Faults, makeFaults } from "../endpoint/faults.ts";
import { makePrincipals, type Principals } from "../core/principals.ts";
import { listen } from "../core/server.ts";

export type Declared = { readonly type: string; readonly name: string; readonly config: unknown };

/** `resources` are configurations as the synthesised file has them, without references. */
export const aStack = (resources: readonly Declared[], account: Account): Stack => ({
  directory: ".",
  outputs: {},
  of: <Config>(type: ResourceType<Config>): readonly Resource<Config>[] =>
    resources
      .filter((resource) => resource.type === type.type)
      .map(({ name, config: raw }) => {
        const place = { name, address: `${type.type}.${name}` };
        const config = type.config.parse(raw);
        return { ...place, config, attributes: { ...config, ...type.computed(config, place, account) } };
      }),
});

export type TestEndpoint = {
  readonly url: string;
  /** What every SDK client takes: any keys, no retries. */
  readonly clientConfig: {
    readonly endpoint: string;
    readonly region: string;
    readonly maxAttempts: number;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly faults: Faults;
  readonly principals: Principals;
  readonly logged: readonly { readonly level: Level; readonly message: string }[];
  readonly stop: () => Promise<void>;
};

type Options = {
  readonly resources?: readonly Declared[];
  readonly authorize?: Authorize;
  readonly random?: () => number;
  readonly dataDirectory?: string;
};

const none = (): readonly never[] => [];
const allowAll: Authorize = () => ({ allowed: true });

export const startTestEndpoint = async (options: Options = {}): Promise<TestEndpoint> => {
  const logged: { level: Level; message: string }[] = [];
  const log = makeLog(
    (line) => logged.push(JSON.parse(line) as { level: Level; message: string }),
    () => new Date(),
  );
  const server = await listen({ port: 0, guard: "same-origin", log });
  const url = `http://127.0.0.1:${server.port}`;
  const account: Account = {
    id: "000000000000",
    region: "us-east-1",
    partition: "aws",
    awsEndpoint: url,
    apiEndpoint: "http://127.0.0.1:1",
  };
  const { dataDirectory, resources = [], authorize = allowAll, random } = options;
  const engines = await startEngines(dataDirectory === undefined ? {} : { dataDirectory });
  const stack = aStack(resources, account);
  const principals = makePrincipals();
  const running: (() => unknown)[] = [server.close, engines.stop];
  const stop = async (): Promise<void> => {
    for (const end of running) await end();
  };
  const start = async (): Promise<Faults> => {
    const file = dataDirectory === undefined ? undefined : join(dataDirectory, "objects.sqlite");
    const s3 = startS3({ stack, account, file });
    running.push(s3.stop);
    const dynamodb = await startDynamodb({ stack, account, dynaliteEndpoint: engines.dynaliteEndpoint });
    const services = [s3.service, dynamodb];
    const faults = makeFaults(services, random);
    const control = makeControl({ queues: none, functions: none, alarms: none, inbox: none, faults });
    server.use(makeEndpoint({ services, principals, authorize, faults, log, control }));
    return faults;
  };
  const faults = await start().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const credentials = { accessKeyId: "anyone", secretAccessKey: "anything" };
  return {
    url,
    clientConfig: { endpoint: url, region: "eu-west-3", maxAttempts: 1, credentials },
    faults,
    principals,
    logged,
    stop,
  };
};

/** What the promise rejects with. */
export const failureOf = async (promise: Promise<unknown>): Promise<Error> => {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("it succeeded");
};
