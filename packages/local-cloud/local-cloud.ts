// Runs a synthesised stack on the loopback: both ports first, then the stack, the services and what connects them.
import type { Account } from "./core/account.ts";
import type { CredentialsFor, Description, Pages } from "./core/description.ts";
import { openDataDirectory } from "./core/data-directory.ts";
import { makeApiGateway, MAX_BODY_BYTES } from "./services/api-gateway/make-api-gateway.ts";
import { makeEndpoint, makeHandleTooLarge } from "./endpoint/endpoint.ts";
import { makeFaults } from "./endpoint/faults.ts";
import { makePrincipals } from "./core/principals.ts";
import { listen } from "./core/server.ts";
import { checkAlarms } from "./checks/check-alarms.ts";
import { reportMissingPermissions } from "./checks/report-missing-permissions.ts";
import { startCloudwatch } from "./services/cloudwatch/start-cloudwatch.ts";
import { makeControl } from "./endpoint/control.ts";
import { makeEventStream } from "./endpoint/event-stream.ts";
import { makeSendRequest } from "./endpoint/send-request.ts";
import { startDynamodb } from "./services/dynamodb/start-dynamodb.ts";
import { checkKeys } from "./checks/check-keys.ts";
import { makeAuthorizer, makeCanAssume } from "./policy/authorizer.ts";
import { gatherPolicies } from "./policy/policies.ts";
import { makeSimulate } from "./policy/simulate.ts";
import { usedOperations } from "./policy/used-operations.ts";
import { makeLambdaService } from "./services/lambda/api/lambda-service.ts";
import { makeEventSources } from "./services/lambda/event-source/event-sources.ts";
import { type Inspect, startFunctions } from "./services/lambda/start-functions.ts";
import { makeIamService } from "./services/iam/make-iam-service.ts";
import { makeKmsService } from "./services/kms/make-kms-service.ts";
import { startLogs } from "./services/logs/start-logs.ts";
import type { PutLogEvent } from "./core/telemetry.ts";
import { makeLog } from "./core/log.ts";
import { makeLogHistory } from "./core/log-history.ts";
import { makeClock, waitingAndWork } from "./core/clock.ts";
import { startS3 } from "./services/s3/start-s3.ts";
import { startSns } from "./services/sns/start-sns.ts";
import { startSqs } from "./services/sqs/start-sqs.ts";
import type { CloudState } from "./core/state.ts";
import { type Stops, stopInOrder } from "./core/stop-in-order.ts";
import { loadStack } from "./stack/load-stack.ts";
import { resourceTypes } from "./resources/resource-types.ts";

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
  /** Lets a debugger into one function. */
  readonly inspect?: Inspect | undefined;
  /** Takes the log's JSON lines, each with its line end; stdout unless told otherwise. */
  readonly log?: (line: string) => void;
  /** What people who look at the stack running may be told about it. */
  readonly description?: (outputs: Readonly<Record<string, unknown>>) => Description;
  /** Lets in a request that is sent by `/_local/requests`. */
  readonly credentials?: CredentialsFor;
  /** What the API's port answers outside of every stage. */
  readonly pages?: (running: RunningStack) => Pages;
};

type RunningStack = {
  readonly apiUrl: string;
  readonly awsEndpoint: string;
  /** The stack's outputs, resolved. */
  readonly outputs: Readonly<Record<string, unknown>>;
};

export type LocalCloud = RunningStack & {
  /**
   * Closes the API port, ends every process and closes everything else; a second call waits for the first.
   * Rejects with one AggregateError when anything could not be ended, with all the rest ended.
   */
  readonly stop: () => Promise<void>;
};

const host = "127.0.0.1";
const now = (): Date => new Date();

const start = async (options: LocalCloudOptions, stops: Stops): Promise<RunningStack> => {
  const startedAt = now();
  const history = makeLogHistory();
  const write = options.log ?? ((line) => process.stdout.write(line));
  const log = makeLog((line) => {
    history.add(line);
    write(line);
  }, now);
  const clock = makeClock(options.speed ?? 1);
  if (clock.speed !== 1)
    log("INFO", "clock", "waiting is divided", { speed: clock.speed, ...waitingAndWork });
  const principals = makePrincipals();

  const apiServer = await listen({
    port: options.apiPort,
    guard: "host-only",
    bodyLimit: MAX_BODY_BYTES,
    log,
  });
  stops.apiPort = apiServer.close;
  const awsServer = await listen({ port: options.awsPort, guard: "same-origin", log });
  stops.awsPort = awsServer.close;
  const account: Account = {
    id: "000000000000",
    region: "us-east-1",
    partition: "aws",
    awsEndpoint: `http://${host}:${awsServer.port}`,
    apiEndpoint: `http://${host}:${apiServer.port}`,
  };

  const stack = await loadStack({ file: options.stackFile, account, types: resourceTypes });
  const common = { stack, account, principals, clock, log, now };
  const policies = gatherPolicies(stack, account, log);
  checkKeys(policies, account);
  const authorize = makeAuthorizer({ policies, account, log });
  const canAssume = makeCanAssume({ policies, account, log });
  checkAlarms(stack);
  reportMissingPermissions(stack, authorize, log);

  const { dataDirectory } = options;
  const data = dataDirectory === undefined ? undefined : await openDataDirectory(dataDirectory);
  stops.dataDirectory = async () => data?.release();
  const sqs = startSqs({ ...common, authorize, file: data?.queues });
  stops.sqs = sqs.stop;
  stops.queues = async () => sqs.close();
  const sns = startSns(common);
  const s3 = startS3({ ...common, file: data?.objects });
  stops.objects = async () => s3.stop();
  const dynamodb = await startDynamodb({ ...common, directory: data?.tables });
  stops.tables = dynamodb.stop;

  const cloudwatch = startCloudwatch({ ...common, queueDepths: sqs.state });
  stops.cloudwatch = cloudwatch.stop;
  const logs = startLogs(common);
  const putLogEvent: PutLogEvent = (event) => {
    logs.keep(event);
    cloudwatch.putLogEvent(event);
  };
  const { putMetric } = cloudwatch;
  const functions = await startFunctions({
    ...common,
    authorize,
    canAssume,
    putLogEvent,
    putMetric,
    inspect: options.inspect,
  });
  stops.functions = functions.stop;

  const { returnToQueue } = sqs;
  const eventSources = makeEventSources({ ...common, functions, returnToQueue });
  const lambda = makeLambdaService({ ...common, eventSources });
  const kms = makeKmsService({ ...common, policies });
  const iam = makeIamService(makeSimulate(policies, account));
  const dataServices = [sqs.service, sns.service, s3.service, dynamodb.service];
  const services = [...dataServices, logs.service, cloudwatch.service, lambda, kms, iam];
  const faults = makeFaults(dataServices);
  const description = options.description?.(stack.outputs) ?? {};
  const state = (): CloudState => ({
    account: { id: account.id, region: account.region },
    api_url: account.apiEndpoint,
    outputs: stack.outputs,
    speed: clock.speed,
    started_at: startedAt.toISOString(),
    queues: sqs.state(),
    functions: functions.state(),
    alarms: cloudwatch.alarms(),
    metrics: cloudwatch.metricTotals(),
    inbox: sns.inbox(),
  });
  const control = makeControl({
    state,
    events: makeEventStream({ history, state }),
    description,
    faults,
    operations: usedOperations(policies, dataServices),
    log,
    history,
    messages: sqs,
    sendRequest: makeSendRequest(account.apiEndpoint, options.credentials),
  });
  const endpoint = makeEndpoint({ services, principals, authorize, faults, log, control });
  awsServer.use(endpoint, makeHandleTooLarge(services));

  stops.eventSources = eventSources.stop;
  await eventSources.start(endpoint);
  const running = {
    apiUrl: account.apiEndpoint,
    awsEndpoint: account.awsEndpoint,
    outputs: stack.outputs,
  };
  const api = makeApiGateway({
    ...common,
    endpoint,
    authorize,
    canAssume,
    functions,
    putMetric,
    putLogEvent,
    pages: options.pages?.(running),
    subject: description.subject,
    reason: description.reason,
  });
  apiServer.use(api.handle, api.handleTooLarge);

  return running;
};

/** Gives the first call's promise to every later one. */
const once = (work: () => Promise<void>): (() => Promise<void>) => {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
};

/** What went wrong at the start comes first: what failed to stop after it may only follow from it. */
const stopAfter = async (cause: unknown, stops: Stops): Promise<never> => {
  const [stopped] = await Promise.allSettled([stopInOrder(stops)]);
  if (stopped.status === "fulfilled") throw cause;
  const { reason } = stopped as { readonly reason: unknown };
  throw new AggregateError([cause, reason], `${String(cause)}; then ${String(reason)}`, { cause });
};

/**
 * Rejects, with everything it had started stopped again, when a port is taken or when the stack holds anything
 * that is not understood here; the error names the port, or the resource and the attribute.
 */
export const startLocalCloud = async (options: LocalCloudOptions): Promise<LocalCloud> => {
  const stops: Stops = {};
  try {
    const started = await start(options, stops);
    return { ...started, stop: once(async () => stopInOrder(stops)) };
  } catch (cause) {
    return stopAfter(cause, stops);
  }
};
