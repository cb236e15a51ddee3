// Finds the stack that a command is about: by the environment's name in the account, or the one that runs here.
import { InvalidArgumentError } from "commander";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { OperatorError } from "../operator-error.ts";
import { makeClients, type ClientSettings } from "./clients.ts";
import { endpointOfAll, findLocal, readLocal, type LocalSystem, type TargetDeps } from "./find-local.ts";
import type { Clients, Target } from "./target.ts";
import { readSettings } from "./worker-settings.ts";

export type TargetOptions = { readonly env?: string | undefined; readonly local?: boolean | undefined };

const consumer = "process-message";
const defaultPrefix = "message-handler";
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

/** The only stack of the local system, whichever environment it is of. */
const toStack = ({ functions }: LocalSystem): string => {
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
    if (error instanceof Error && error.message === "Region is missing")
      throw new OperatorError(
        `no AWS region to look for the stack ${stack} in: set AWS_REGION, or name one in the profile of your credentials`,
        { cause: error },
      );
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
  if (env === undefined) {
    const system = await findLocal(deps);
    if (system !== undefined)
      return toTarget({
        settings: toLocalSettings(system.endpoint, deps),
        stack: toStack(system),
        speed: system.speed,
        place: `at ${system.endpoint}`,
      });
    throw new OperatorError(
      local === true
        ? "no system runs on this machine: start it with npm start"
        : "say which system: --env NAME for a deployed one, or start one on this machine with npm start",
    );
  }
  const endpoint = endpointOfAll(deps);
  const system = endpoint === undefined ? undefined : await readLocal(endpoint);
  return toTarget({
    settings: system === undefined ? {} : toLocalSettings(system.endpoint, deps),
    stack: `${variables["NAME_PREFIX"]?.trim() || defaultPrefix}-${env}`,
    speed: system?.speed,
    place:
      endpoint === undefined
        ? "in this account and region"
        : `at ${endpoint}, which AWS_ENDPOINT_URL names; unset it to ask AWS`,
  });
};
