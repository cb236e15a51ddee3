// S3 and DynamoDB behind the real endpoint, on a port of their own: for tests.
import type { AwsService } from "../core/service.ts";
import { openDataDirectory } from "../core/data-directory.ts";
import { type Level, makeLog } from "../core/log.ts";
import { type LoopbackClient, toLoopbackClient } from "../core/loopback-client.ts";
import { makePrincipals, type Principals } from "../core/principals.ts";
import { listen } from "../core/server.ts";
import type { Control } from "../endpoint/control.ts";
import { makeEndpoint, makeHandleTooLarge } from "../endpoint/endpoint.ts";
import { type Faults, makeFaults } from "../endpoint/faults.ts";
import type { Authorize } from "../policy/authorize.ts";
import { startDynamodb } from "../services/dynamodb/start-dynamodb.ts";
import { startS3 } from "../services/s3/start-s3.ts";
import { anAccount, decodedStack, type Resources } from "./stack.ts";

export type TestEndpoint = {
  readonly url: string;
  /** What every SDK client takes: any keys, no retries. */
  readonly clientConfig: LoopbackClient;
  readonly faults: Faults;
  readonly principals: Principals;
  readonly logged: readonly { readonly level: Level; readonly message: string }[];
  readonly stop: () => Promise<void>;
};

type Options = {
  readonly resources?: Resources;
  readonly authorize?: Authorize;
  /** In memory without it. */
  readonly dataDirectory?: string;
};

const control: Control = () => ({ status: 200, headers: {}, body: Buffer.from("control") });
const allowAll: Authorize = () => ({ allowed: true });

export const startTestEndpoint = async (options: Options = {}): Promise<TestEndpoint> => {
  const { dataDirectory, resources = {}, authorize = allowAll } = options;
  const logged: { level: Level; message: string }[] = [];
  const log = makeLog(
    (line) => logged.push(JSON.parse(line) as { level: Level; message: string }),
    () => new Date(),
  );
  const data = dataDirectory === undefined ? undefined : await openDataDirectory(dataDirectory);
  const server = await listen({ port: 0, guard: "same-origin", log });
  /** Ended in reverse. */
  const running: (() => unknown)[] = [() => data?.release()];
  const stop = async (): Promise<void> => {
    await server.close();
    for (const end of running.toReversed()) await end();
  };
  const url = `http://127.0.0.1:${server.port}`;
  const account = { ...anAccount, awsEndpoint: url };
  const stack = decodedStack(resources, account);
  const principals = makePrincipals();

  const startServices = async (): Promise<readonly AwsService[]> => {
    const s3 = startS3({ stack, account, file: data?.objects });
    running.push(s3.stop);
    const dynamodb = await startDynamodb({ stack, account, directory: data?.tables });
    running.push(dynamodb.stop);
    return [s3.service, dynamodb.service];
  };
  const services = await startServices().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const faults = makeFaults(services);
  const endpoint = makeEndpoint({ services, principals, authorize, faults, log, control });
  server.use(endpoint, makeHandleTooLarge(services));
  return {
    url,
    clientConfig: toLoopbackClient(url, undefined, "eu-west-3"),
    faults,
    principals,
    logged,
    stop,
  };
};
