// Finds the stack that a command is about: by the environment's name in the account, or the one that runs here.
import { parseJson } from "@message-handler/domain/message.ts";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { isRunning } from "../local-system.ts";
import { OperatorError } from "../operator-error.ts";
import { makeClients, type ClientSettings } from "./clients.ts";
import type { Clients, Target } from "./target.ts";
import { readSettings } from "./worker-settings.ts";

export type TargetOptions = { readonly env?: string | undefined; readonly local?: boolean | undefined };

/** The variables of the environment, as a person has set them. */
export type Variables = Readonly<Record<string, string | undefined>>;

export type TargetDeps = {
  readonly variables: Variables;
  /** The text of the outputs that `npm start` wrote; undefined where there are none. */
  readonly readOutputs: () => Promise<string | undefined>;
};

const consumer = "process-message";
const defaultPrefix = "message-handler";
const defaultEndpoint = "http://127.0.0.1:4566";

const LocalOutputs = t.type({ aws_endpoint: t.string });

const fromOutputs = async ({ readOutputs }: TargetDeps): Promise<string | undefined> => {
  const text = await readOutputs();
  if (text === undefined) return undefined;
  const parsed = parseJson(text);
  if (E.isLeft(parsed))
    throw new OperatorError("outputs.json is not JSON: start the system again with npm start");
  return LocalOutputs.is(parsed.right) ? parsed.right.aws_endpoint : undefined;
};

const ofVariables = ({ variables }: TargetDeps): string | undefined =>
  variables["AWS_ENDPOINT_URL"]?.trim().replace("//localhost:", "//127.0.0.1:").replace(/\/$/, "") ||
  undefined;

/** Undefined where nothing runs. */
const findLocal = async (deps: TargetDeps): Promise<string | undefined> => {
  for (const find of [ofVariables, fromOutputs, () => defaultEndpoint]) {
    const endpoint = await find(deps);
    if (endpoint !== undefined && (await isRunning(endpoint))) return endpoint;
  }
  return undefined;
};

/**
 * Nothing of the developer's own settings but keys in variables, which the local cloud takes for a role when it has
 * handed them out itself; and a secret never leaves the machine.
 */
const toLocalSettings = (endpoint: string, { variables }: TargetDeps): ClientSettings => {
  const { AWS_ACCESS_KEY_ID: accessKeyId = "local", AWS_SECRET_ACCESS_KEY: secretAccessKey = "local" } =
    variables;
  return {
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId, secretAccessKey },
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    defaultsMode: "standard",
  };
};

const LocalState = t.type({ functions: t.array(t.type({ name: t.string })) });

/** The only stack of the local system, whichever environment it is of; by its control API, which asks for no grant. */
const findStack = async (endpoint: string): Promise<string> => {
  const state: unknown = await (await fetch(`${endpoint}/_local/state`)).json();
  const suffix = `-${consumer}`;
  const names = LocalState.is(state) ? state.functions.map(({ name }) => name) : [];
  const name = names.find((each) => each.endsWith(suffix));
  if (name === undefined)
    throw new OperatorError("the local system runs another stack than the message handler");
  return name.slice(0, -suffix.length);
};

const Names = t.type({ QUEUE_URL: t.string, MESSAGES_BUCKET: t.string, MESSAGES_TABLE: t.string });

const readNames = async (clients: Clients, stack: string): Promise<t.TypeOf<typeof Names>> => {
  try {
    const names = Names.decode(await readSettings({ stack, clients }));
    if (E.isRight(names)) return names.right;
    throw new OperatorError(`the settings of ${stack}-${consumer} name no queue, bucket or table`);
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException")
      throw new OperatorError(`there is no stack ${stack} in this account and region`, { cause: error });
    throw error;
  }
};

const toTarget = async (settings: ClientSettings, isLocal: boolean, stack: string): Promise<Target> => {
  const clients = makeClients(settings);
  const {
    QUEUE_URL: queueUrl,
    MESSAGES_BUCKET: bucket,
    MESSAGES_TABLE: table,
  } = await readNames(clients, stack);
  // Of the same account and region, by the stack's own convention.
  const deadLetterQueueUrl = queueUrl.replace(/[^/]+$/, `${stack}-dead-letters`);
  return { stack, isLocal, queueUrl, deadLetterQueueUrl, bucket, table, clients };
};

/**
 * With `env` the stack of that environment, by the ordinary credentials and region (and `AWS_ENDPOINT_URL`, where it is
 * set); with `local`, or neither, the one that runs on this machine. Rejects with an OperatorError that says what to give.
 */
export const findTarget = async ({ env, local }: TargetOptions, deps: TargetDeps): Promise<Target> => {
  const { variables } = deps;
  const endpoint = env === undefined ? await findLocal(deps) : ofVariables(deps);
  const isLocal = endpoint !== undefined && (await isRunning(endpoint));
  if (env !== undefined) {
    if (local === true) throw new OperatorError("--env and --local exclude each other");
    const settings = isLocal ? toLocalSettings(endpoint, deps) : {};
    return toTarget(settings, isLocal, `${variables["NAME_PREFIX"]?.trim() || defaultPrefix}-${env}`);
  }
  if (endpoint !== undefined)
    return toTarget(toLocalSettings(endpoint, deps), true, await findStack(endpoint));
  throw new OperatorError(
    local === true
      ? "no system runs on this machine: start it with npm start"
      : "say which system: --env NAME for a deployed one, or start one on this machine with npm start",
  );
};
