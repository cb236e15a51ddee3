// Finds the stack that a command is about: by the environment's name in the account, or the one that runs here.
import { parseJson } from "@message-handler/domain/message.ts";
import { InvalidArgumentError } from "commander";
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

const toEndpoint = (text: string | undefined): string | undefined =>
  text?.trim().replace("//localhost:", "//127.0.0.1:").replace(/\/$/, "") || undefined;

const ofVariables = ({ variables }: TargetDeps): string | undefined =>
  toEndpoint(variables["AWS_ENDPOINT_URL"]);

/** Of all services, or of one that a command calls. */
const endpointVariable =
  /^AWS_ENDPOINT_URL(?:_(?:CLOUDWATCH|CLOUDWATCH_LOGS|DYNAMODB|IAM|KMS|LAMBDA|S3|SNS|SQS))?$/;

/** What somebody has named in a variable is meant, and no other system. Rejects unless it is one that runs here. */
const findNamed = async ({ variables }: TargetDeps): Promise<string | undefined> => {
  let found: string | undefined;
  for (const [name, text] of Object.entries(variables)) {
    const endpoint = endpointVariable.test(name) ? toEndpoint(text) : undefined;
    if (endpoint === undefined || endpoint === found) continue;
    if (found !== undefined)
      throw new OperatorError(`${name} names ${endpoint}, and another variable ${found}: name one system`);
    if (!(await isRunning(endpoint)))
      throw new OperatorError(
        `${name} names ${endpoint}, where no local system answers: start it with npm start, unset ${name}, or give --env NAME for a deployed one`,
      );
    found = endpoint;
  }
  return found;
};

/** Undefined where nothing runs. */
const findLocal = async (deps: TargetDeps): Promise<string | undefined> => {
  for (const find of [findNamed, fromOutputs, () => defaultEndpoint]) {
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

const LocalState = t.type({ functions: t.array(t.type({ name: t.string })), speed: t.number });

/** By its control API, which asks for no grant. */
const readLocalState = async (endpoint: string): Promise<t.TypeOf<typeof LocalState>> => {
  const state: unknown = await (await fetch(`${endpoint}/_local/state`)).json();
  return LocalState.is(state) ? state : { functions: [], speed: 1 };
};

/** The only stack of the local system, whichever environment it is of. */
const toStack = ({ functions }: t.TypeOf<typeof LocalState>): string => {
  const suffix = `-${consumer}`;
  const name = functions.map((each) => each.name).find((each) => each.endsWith(suffix));
  if (name === undefined)
    throw new OperatorError("the local system runs another stack than the message handler");
  return name.slice(0, -suffix.length);
};

const Names = t.type({ QUEUE_URL: t.string, MESSAGES_BUCKET: t.string, MESSAGES_TABLE: t.string });

/** @param place of which it is asked, after "there is no stack" */
const readNames = async (clients: Clients, stack: string, place: string): Promise<t.TypeOf<typeof Names>> => {
  try {
    const names = Names.decode(await readSettings({ stack, clients }));
    if (E.isRight(names)) return names.right;
    throw new OperatorError(`the settings of ${stack}-${consumer} name no queue, bucket or table`);
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException")
      throw new OperatorError(`there is no stack ${stack} ${place}`, { cause: error });
    throw error;
  }
};

type Found = {
  readonly settings: ClientSettings;
  readonly stack: string;
  /** Undefined on AWS. */
  readonly speed: number | undefined;
  readonly place: string;
};

/** Another endpoint than AWS's own by its address. */
const toPlace = (queueUrl: string): string => {
  const { region = "", account = "" } =
    /^https:\/\/sqs\.(?<region>[\w-]+)\.amazonaws\.com(?:\.cn)?\/(?<account>\d{12})\//.exec(queueUrl)
      ?.groups ?? {};
  return region === "" ? `at ${new URL(queueUrl).origin}` : `in account ${account}, ${region}`;
};

const toTarget = async ({ settings, stack, speed, place }: Found): Promise<Target> => {
  const clients = makeClients(settings);
  const {
    QUEUE_URL: queueUrl,
    MESSAGES_BUCKET: bucket,
    MESSAGES_TABLE: table,
  } = await readNames(clients, stack, place);
  // Of the same account and region, by the stack's own convention.
  const deadLetterQueueUrl = queueUrl.replace(/[^/]+$/, `${stack}-dead-letters`);
  const isLocal = speed !== undefined;
  const fullName = `${stack} ${isLocal ? `at ${settings.endpoint}` : toPlace(queueUrl)}`;
  return {
    stack,
    fullName,
    isLocal,
    speed: speed ?? 1,
    queueUrl,
    deadLetterQueueUrl,
    bucket,
    table,
    clients,
  };
};

/**
 * With `env` the stack of that environment, by the ordinary credentials and region (and `AWS_ENDPOINT_URL`, where it is
 * set); with `local`, or neither, the one that runs on this machine. Rejects with an OperatorError that says what to give.
 */
export const findTarget = async ({ env, local }: TargetOptions, deps: TargetDeps): Promise<Target> => {
  const { variables } = deps;
  if (env !== undefined && local === true)
    throw new InvalidArgumentError("--env and --local exclude each other.");
  const endpoint = env === undefined ? await findLocal(deps) : ofVariables(deps);
  const state =
    endpoint !== undefined && (await isRunning(endpoint)) ? await readLocalState(endpoint) : undefined;
  const settings = state === undefined ? {} : toLocalSettings(endpoint ?? "", deps);
  if (env !== undefined) {
    const stack = `${variables["NAME_PREFIX"]?.trim() || defaultPrefix}-${env}`;
    const place =
      endpoint === undefined
        ? "in this account and region"
        : `at ${endpoint}, which AWS_ENDPOINT_URL names; unset it to ask AWS`;
    return toTarget({ settings, stack, speed: state?.speed, place });
  }
  if (state !== undefined)
    return toTarget({ settings, stack: toStack(state), speed: state.speed, place: `at ${endpoint}` });
  throw new OperatorError(
    local === true
      ? "no system runs on this machine: start it with npm start"
      : "say which system: --env NAME for a deployed one, or start one on this machine with npm start",
  );
};
