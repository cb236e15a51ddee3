// Runs a synthesised stack on the loopback: both ports first, then the stack, the engines and what connects them.
import type { Account } from "./account.ts";
import { makeApiGateway } from "./api-gateway/make-api-gateway.ts";
import { makeEndpoint } from "./aws/endpoint.ts";
import { startEngines } from "./aws/engines.ts";
import { makeFaults } from "./aws/faults.ts";
import { makePrincipals } from "./aws/principals.ts";
import { listen } from "./aws/server.ts";
import { startCloudwatch } from "./cloudwatch/start-cloudwatch.ts";
import { makeControl } from "./control/control.ts";
import { startDynamodb } from "./dynamodb/start-dynamodb.ts";
import { makeAuthorizer } from "./iam/authorizer.ts";
import { makeCanAssume } from "./iam/can-assume.ts";
import { startEventSources } from "./lambda/start-event-sources.ts";
import { startFunctions } from "./lambda/start-functions.ts";
import { makeLog } from "./log.ts";
import { makePace } from "./pace.ts";
import { startS3 } from "./s3/start-s3.ts";
import { startSns } from "./sns/start-sns.ts";
import { startSqs } from "./sqs/start-sqs.ts";
import { loadStack } from "./terraform/load-stack.ts";
import { resourceTypes } from "./terraform/resource-types.ts";

export type LocalCloudOptions = {
  /** A synthesised `cdk.tf.json`; file names in it are meant from its folder. */
  readonly stackFile: string;
  /** 0 takes any free port. */
  readonly apiPort: number;
  readonly awsPort: number;
  /** Divides waiting; 1 unless told otherwise. */
  readonly speed?: number;
  /** Keeps queues, objects and records there; without it they are in memory. */
  readonly dataDirectory?: string;
  /** Takes the log's JSON lines, each with its line end; stdout unless told otherwise. */
  readonly log?: (line: string) => void;
};

export type LocalCloud = {
  readonly apiUrl: string;
  readonly awsEndpoint: string;
  /** The stack's outputs, resolved. */
  readonly outputs: Readonly<Record<string, unknown>>;
  /** Ends every process and closes both ports. */
  readonly stop: () => Promise<void>;
};

type Stop = () => Promise<unknown>;

const host = "127.0.0.1";
const now = (): Date => new Date();

const start = async (options: LocalCloudOptions, stops: Stop[]): Promise<Omit<LocalCloud, "stop">> => {
  const log = makeLog(options.log ?? ((line) => process.stdout.write(line)), now);
  const pace = makePace(options.speed ?? 1);
  const principals = makePrincipals();

  const apiServer = await listen({ port: options.apiPort, host, log });
  stops.push(apiServer.close);
  const awsServer = await listen({ port: options.awsPort, host, log });
  stops.push(awsServer.close);
  const account: Account = {
    id: "000000000000",
    region: "us-east-1",
    partition: "aws",
    awsEndpoint: `http://${host}:${awsServer.port}`,
    apiEndpoint: `http://${host}:${apiServer.port}`,
  };

  const stack = await loadStack({ file: options.stackFile, account, types: resourceTypes });
  const common = { stack, account, principals, pace, log, now };
  const authorize = makeAuthorizer(common);
  const canAssume = makeCanAssume(common);

  const { dataDirectory } = options;
  const engines = await startEngines(dataDirectory === undefined ? {} : { dataDirectory });
  stops.push(engines.stop);
  const { fauxqs, dynaliteEndpoint } = engines;
  const sqs = await startSqs({ ...common, fauxqs });
  stops.push(sqs.stop);
  const sns = await startSns({ ...common, fauxqs, authorize });
  stops.push(sns.stop);
  const s3 = await startS3({ ...common, fauxqs });
  const dynamodb = await startDynamodb({ ...common, dynaliteEndpoint });

  const cloudwatch = startCloudwatch({ ...common, queueDepths: sqs.depths });
  stops.push(cloudwatch.stop);
  const { putLogEvent, putMetric } = cloudwatch;
  const functions = await startFunctions({ ...common, authorize, canAssume, putLogEvent, putMetric });
  stops.push(functions.stop);

  const faults = makeFaults();
  const control = makeControl({
    queues: sqs.depths,
    functions: functions.state,
    alarms: cloudwatch.alarms,
    inbox: sns.inbox,
    faults,
  });
  const services = [sqs.service, sns.service, s3, dynamodb];
  awsServer.use(makeEndpoint({ services, principals, authorize, faults, log, control }));

  const eventSources = await startEventSources({ ...common, functions, leases: sqs.leases });
  stops.push(eventSources.stop);
  apiServer.use(makeApiGateway({ ...common, authorize, canAssume, functions, putMetric, putLogEvent }));

  return { apiUrl: account.apiEndpoint, awsEndpoint: account.awsEndpoint, outputs: stack.outputs };
};

const stopAll = async (stops: readonly Stop[]): Promise<void> => {
  for (const stop of stops.toReversed()) await stop();
};

/**
 * Rejects, with everything it had started stopped again, when a port is taken or when the stack holds anything
 * that is not understood here; the error names the port, or the resource and the attribute.
 */
export const startLocalCloud = async (options: LocalCloudOptions): Promise<LocalCloud> => {
  const stops: Stop[] = [];
  try {
    const started = await start(options, stops);
    return { ...started, stop: async () => stopAll(stops) };
  } catch (cause) {
    await stopAll(stops);
    throw cause;
  }
};
