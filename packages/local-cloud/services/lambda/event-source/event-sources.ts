// Connects queues to functions, as the stack's event source mappings say.
import type { Handle } from "../../../core/server.ts";
import type { ServiceDeps } from "../../../endpoint/service-deps.ts";
import { SqsQueue } from "../../../resources/sqs.ts";
import type { Resource, Stack } from "../../../stack/resource-type.ts";
import { StackError } from "../../../stack/stack-error.ts";
import { type DeliverBatchDeps, makeDeliverBatch } from "./deliver-batch.ts";
import type { Functions } from "../../../core/functions.ts";
import { makeGatherBatch } from "./gather-batch.ts";
import { makeMappingSwitch, type MappingSwitch } from "./mapping-switch.ts";
import { type Poller, startPoller } from "./poller.ts";
import type { FunctionConfig } from "../../../resources/function-config.ts";
import {
  type EventSourceMappingConfig,
  LambdaEventSourceMapping,
  LambdaFunction,
} from "../../../resources/lambda.ts";
import { type SourceQueue, makeSourceQueue } from "./source-queue.ts";
import { toSqsRecord } from "./sqs-event.ts";

type EventSourcesDeps = Pick<ServiceDeps, "stack" | "account" | "principals" | "clock" | "log" | "now"> & {
  readonly functions: Pick<Functions, "invoke">;
  readonly returnToQueue: DeliverBatchDeps["returnToQueue"];
};

export type EventSources = ReturnType<typeof makeEventSources>;

/** Without a maximum AWS scales to a thousand; a laptop has processes for about this many. */
const defaultConcurrency = 10;

type Mapping = Resource<EventSourceMappingConfig>;
type Target = Resource<FunctionConfig>;

const toTarget = (stack: Stack, { config, address }: Mapping): Target => {
  const target = stack
    .of(LambdaFunction)
    .find(({ config: { function_name }, attributes }) =>
      [function_name, attributes["arn"]].includes(config.function_name),
    );
  if (target === undefined)
    throw new StackError([`${address}: the stack has no function ${config.function_name}`]);
  return target;
};

const checkQueue = (stack: Stack, { config, address }: Mapping): void => {
  const arn = config.event_source_arn;
  if (stack.of(SqsQueue).some(({ attributes }) => attributes["arn"] === arn)) return;
  throw new StackError([`${address}: the stack has no queue ${arn}`]);
};

/** The same check by which AWS refuses to create the mapping. */
const checkVisibility = (
  { address }: Mapping,
  { config }: Target,
  queue: SourceQueue,
  seconds: number,
): void => {
  if (seconds >= config.timeout) return;
  throw new StackError([
    `${address}: Queue visibility timeout: ${seconds} seconds is less than Function timeout: ${config.timeout} seconds (${queue.arn})`,
  ]);
};

type ConnectDeps = EventSourcesDeps & { readonly endpoint: Handle };

type MappingDeps = EventSourcesDeps & {
  readonly mapping: Mapping;
  readonly target: Target;
  readonly queue: SourceQueue;
  readonly source: string;
};

/** `checked` rejects as long as the queue's visibility time-out is too short, or not known. */
const startMapping = (deps: MappingDeps, checked: () => Promise<void>): Poller => {
  const { mapping, target, queue, source, functions, returnToQueue, clock, log, account } = deps;
  const { config } = mapping;
  const functionArn = String(target.attributes["arn"]);

  const gatherBatch = makeGatherBatch({
    queue,
    batchSize: config.batch_size,
    windowSeconds: config.maximum_batching_window_in_seconds,
    clock,
  });
  return startPoller({
    gather: async (signal) => {
      await checked();
      const messages = await gatherBatch(signal);
      return messages.map((message) => toSqsRecord(message, queue.arn, account.region));
    },
    deliver: makeDeliverBatch({
      queue,
      invoke: async (event) => functions.invoke(functionArn, event),
      reportsFailures: config.function_response_types.includes("ReportBatchItemFailures"),
      returnToQueue,
      log,
      source,
    }),
    maximumConcurrency: config.scaling_config?.maximum_concurrency ?? defaultConcurrency,
    clock,
    log,
    source,
  });
};

const connect = async (deps: ConnectDeps, mapping: Mapping): Promise<Poller> => {
  const target = toTarget(deps.stack, mapping);
  checkQueue(deps.stack, mapping);
  const { function_name: functionName, role } = target.config;
  const source = `event-source:${functionName}`;
  const queueArn = mapping.config.event_source_arn;
  const credentials = deps.principals.credentialsOf({ kind: "role", arn: role });
  const queue = makeSourceQueue({ ...deps, queueArn, credentials });
  let isChecked = false;
  const checked = async (): Promise<void> => {
    if (isChecked) return;
    checkVisibility(mapping, target, queue, await queue.visibilityTimeout());
    isChecked = true;
  };
  await checked().catch((error: unknown) => {
    if (error instanceof StackError) throw error;
    // The poller asks again until it may: a role without the grant must not keep the rest from running.
    deps.log("ERROR", source, `cannot read the queue's attributes: ${String(error)}`);
  });
  return startMapping({ ...deps, mapping, target, queue, source }, checked);
};

/** One mapping as Lambda's API tells of it. */
export type EventSource = MappingSwitch & {
  readonly uuid: string;
  readonly arn: string;
  readonly functionArn: string;
  readonly config: EventSourceMappingConfig;
};

/** Nothing is polled before `start`. */
export const makeEventSources = (deps: EventSourcesDeps) => {
  let endpoint: Handle | undefined;
  const sources = deps.stack.of(LambdaEventSourceMapping).map((mapping): EventSource => {
    const { uuid, arn, function_arn: functionArn } = mapping.attributes;
    const connectMapping = async (): Promise<Poller> => {
      if (endpoint === undefined) throw new Error(`${mapping.address}: there is no endpoint to poll`);
      return connect({ ...deps, endpoint }, mapping);
    };
    return {
      ...makeMappingSwitch({ connect: connectMapping, now: deps.now }),
      uuid: String(uuid),
      arn: String(arn),
      functionArn: String(functionArn),
      config: mapping.config,
    };
  });
  /** Ends every poll at once and gives batches under way a second to end. */
  const stop = async (): Promise<void> => {
    // No request that is still under way turns one on again.
    endpoint = undefined;
    await Promise.all(sources.map(async (source) => source.set(false)));
  };
  return {
    sources,
    /**
     * Polls every enabled mapping's queue at `handle` with its function's role. Throws StackError, naming the mapping, when
     * the function or the queue is not in the stack, or when the function could run longer than the queue hides messages.
     */
    start: async (handle: Handle): Promise<void> => {
      endpoint = handle;
      for (const source of sources) {
        if (!source.config.enabled) continue;
        await source.set(true).catch(async (cause: unknown) => {
          await stop();
          throw cause;
        });
      }
    },
    stop,
  };
};
