// Starts the stack's functions: unpacks their code and makes a pool of processes for each.
import { randomBytes } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Account } from "../../core/account.ts";
import type { Principals } from "../../core/principals.ts";
import type { PutLogEvent, PutMetric } from "../../core/telemetry.ts";
import type { Authorize, CanAssume } from "../../policy/authorize.ts";
import type { Log } from "../../core/log.ts";
import type { Resource, Stack } from "../../stack/resource-type.ts";
import { extractCode } from "./runtime/code-package.ts";
import { toFunctionEnvironment } from "./runtime/function-environment.ts";
import { makeFunctionLog } from "./logs/function-log.ts";
import { type FunctionPool, makeFunctionPool } from "./runtime/function-pool.ts";
import { startFunctionProcess } from "./runtime/function-process.ts";
import type { Functions } from "../../core/functions.ts";
import { makeFunctionsFolder, removeLeftFolders } from "./runtime/functions-folder.ts";
import { type FunctionConfig, version } from "../../resources/function-config.ts";
import { LambdaEventSourceMapping, LambdaFunction } from "../../resources/lambda.ts";

type Deps = {
  readonly stack: Stack;
  readonly account: Account;
  readonly principals: Principals;
  readonly authorize: Authorize;
  readonly canAssume: CanAssume;
  readonly putLogEvent: PutLogEvent;
  readonly putMetric: PutMetric;
  readonly log: Log;
  readonly now: () => Date;
  readonly inspect?: Inspect | undefined;
};

/** A function that a debugger attaches to. */
export type Inspect = {
  /** The function's name, or its end: `jobs` for `stack-dev-jobs`. */
  readonly functionName: string;
  /** Of the loopback. One process runs at a time, and waits there for a debugger. */
  readonly port: number;
  /** Runs instead of the function's package: code that a debugger can show, say not minified. */
  readonly codeDirectory?: string | undefined;
};

const bootstrap = fileURLToPath(new URL("runtime/bootstrap/main.cjs", import.meta.url));

/** `2026/01/31/[$LATEST]0123…` */
const toLogStream = (now: Date): string =>
  `${now.toISOString().slice(0, 10).replaceAll("-", "/")}/[${version}]${randomBytes(16).toString("hex")}`;

const arnOf = (resource: Resource<FunctionConfig>): string => String(resource.attributes["arn"]);

const findInspected = ({ stack, inspect }: Deps): string | undefined => {
  if (inspect === undefined) return undefined;
  const names = stack.of(LambdaFunction).map(({ config }) => config.function_name);
  const found = names.filter((name) => `-${name}`.endsWith(`-${inspect.functionName}`));
  if (found.length === 1) return found[0];
  throw new Error(`there is no function ${inspect.functionName} to inspect, only ${names.join(", ")}`);
};

/** The name of the queue, of the first mapping where there are several. */
const eventSourceOf = (stack: Stack, functionArn: string): string | undefined =>
  stack
    .of(LambdaEventSourceMapping)
    .find(({ attributes }) => attributes["function_arn"] === functionArn)
    ?.config.event_source_arn.split(":")
    .at(-1);

const makePool = async (
  deps: Deps,
  resource: Resource<FunctionConfig>,
  directory: string,
  inspect: Inspect | undefined,
): Promise<FunctionPool> => {
  const { account, principals, now } = deps;
  const { config, address } = resource;
  const decision = deps.canAssume(config.role, "lambda.amazonaws.com");
  if (!decision.allowed)
    throw new Error(`${address}: Lambda cannot assume the role ${config.role}: ${decision.message}`);

  const unpacked = path.join(directory, config.function_name, "task");
  const home = path.join(directory, config.function_name, "home");
  await mkdir(home, { recursive: true });
  await extractCode(path.resolve(deps.stack.directory, config.filename), unpacked).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${address}: its code cannot be unpacked from ${config.filename}: ${reason}`, { cause });
  });
  const taskRoot = inspect?.codeDirectory ?? unpacked;

  const { group, forStream } = makeFunctionLog({ ...deps, config });
  const credentials = principals.credentialsOf({ kind: "role", arn: config.role });
  const runtimeDirectory = path.dirname(bootstrap);
  const start = async () => {
    const logStream = toLogStream(now());
    const shared = {
      config,
      account,
      credentials,
      logGroup: group,
      logStream,
      taskRoot,
      runtimeDirectory,
      home,
    };
    return startFunctionProcess({
      config,
      functionArn: arnOf(resource),
      log: forStream(logStream),
      bootstrap,
      taskRoot,
      toEnvironment: (runtimeApi) => toFunctionEnvironment({ ...shared, runtimeApi }),
      inspectPort: inspect?.port,
    });
  };
  const reservedConcurrency = config.reserved_concurrent_executions;
  return makeFunctionPool({
    ...deps,
    name: config.function_name,
    eventSource: eventSourceOf(deps.stack, arnOf(resource)),
    start,
    reservedConcurrency,
    ...(inspect === undefined ? {} : { processLimit: 1 }),
  });
};

/** AWS publishes the account's too, without a dimension. */
const withAccountConcurrency =
  (putMetric: PutMetric, pools: ReadonlyMap<string, FunctionPool>): PutMetric =>
  (datum) => {
    putMetric(datum);
    if (datum.name !== "ConcurrentExecutions") return;
    const value = [...pools.values()].reduce((sum, pool) => sum + pool.state().running, 0);
    putMetric({ ...datum, dimensions: {}, value });
  };

const makePools = async (deps: Deps, directory: string): Promise<ReadonlyMap<string, FunctionPool>> => {
  const pools = new Map<string, FunctionPool>();
  const inspected = findInspected(deps);
  const putMetric = withAccountConcurrency(deps.putMetric, pools);
  for (const resource of deps.stack.of(LambdaFunction)) {
    const arn = arnOf(resource);
    if (pools.has(arn)) throw new Error(`${resource.address}: there is a second function of that name`);
    const inspect = resource.config.function_name === inspected ? deps.inspect : undefined;
    pools.set(arn, await makePool({ ...deps, putMetric }, resource, directory, inspect));
  }
  return pools;
};

/**
 * Processes start with the first invocation. The code is unpacked into a temporary directory, which `stop`
 * removes; what runs that were killed have left goes now. Throws, naming the resource, when Lambda may not assume a
 * role or a package cannot be read.
 */
export const startFunctions = async (deps: Deps): Promise<Functions> => {
  for (const [folder, reason] of await removeLeftFolders(tmpdir()))
    deps.log("WARN", "lambda", "a folder that an earlier run left could not be removed", { folder, reason });
  const directory = await makeFunctionsFolder(tmpdir());
  const remove = async (): Promise<void> => rm(directory, { recursive: true, force: true });
  const pools = await makePools(deps, directory).catch(async (cause: unknown) => {
    await remove();
    throw cause;
  });
  return {
    invoke: async (functionArn, event) => {
      const pool = pools.get(functionArn);
      if (pool === undefined) throw new Error(`no function has the ARN ${functionArn}`);
      return pool.invoke(event);
    },
    state: () => [...pools.values()].map((pool) => pool.state()),
    stop: async () => {
      await Promise.all([...pools.values()].map(async (pool) => pool.stop()));
      await remove();
    },
  };
};
