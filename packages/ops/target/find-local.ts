// Finds the system that runs on this machine, and what variables say of where a system is.
import { parseJson } from "@message-handler/domain/message.ts";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { readLocalState } from "../local-system.ts";
import { OperatorError } from "../operator-error.ts";

/** The variables of the environment, as a person has set them. */
export type Variables = Readonly<Record<string, string | undefined>>;

export type TargetDeps = {
  readonly variables: Variables;
  /** The text of the outputs that `npm start` wrote; undefined where there are none. */
  readonly readOutputs: () => Promise<string | undefined>;
};

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

/** Of all services, or of one that a command calls. */
const endpointVariable =
  /^AWS_ENDPOINT_URL(?:_(?:CLOUDWATCH|CLOUDWATCH_LOGS|DYNAMODB|IAM|KMS|LAMBDA|S3|SNS|SQS))?$/;

const namedIn = ({ variables }: TargetDeps): readonly (readonly [name: string, endpoint: string])[] =>
  Object.entries(variables).flatMap(([name, text]) => {
    const endpoint = endpointVariable.test(name) ? toEndpoint(text) : undefined;
    return endpoint === undefined ? [] : [[name, endpoint] as const];
  });

const isOnThisMachine = (endpoint: string): boolean =>
  /^(?:localhost|127\.[\d.]+|\[::1\])$/.test(URL.parse(endpoint)?.hostname ?? "");

/**
 * Undefined: AWS's own. Rejects where a variable names another system for a service, which the SDK would follow. An
 * address of AWS's, such as that of a VPC endpoint, is none.
 */
export const endpointOfAll = (deps: TargetDeps): string | undefined => {
  const ofAll = toEndpoint(deps.variables["AWS_ENDPOINT_URL"]);
  for (const [name, endpoint] of namedIn(deps))
    if (ofAll === undefined ? isOnThisMachine(endpoint) : endpoint !== ofAll)
      throw new OperatorError(
        `${name} names ${endpoint}, and ${ofAll === undefined ? "the other services would be AWS's own: unset it" : `AWS_ENDPOINT_URL ${ofAll}: name one system`}`,
      );
  return ofAll;
};

const LocalState = t.type({ functions: t.array(t.type({ name: t.string })), speed: t.number });

export type LocalSystem = t.TypeOf<typeof LocalState> & { readonly endpoint: string };

/** Undefined where nothing runs. */
export const readLocal = async (endpoint: string): Promise<LocalSystem | undefined> => {
  const text = await readLocalState(endpoint);
  if (text === undefined) return undefined;
  const state = E.toUnion(parseJson(text));
  return LocalState.is(state) ? { ...state, endpoint } : { functions: [], speed: 1, endpoint };
};

/** What somebody has named in a variable is meant, and no other system. Rejects unless it is one that runs here. */
const findNamed = async (deps: TargetDeps): Promise<LocalSystem | undefined> => {
  const [first, ...others] = namedIn(deps);
  if (first === undefined) return undefined;
  const [name, endpoint] = first;
  for (const [other, theirs] of others)
    if (theirs !== endpoint)
      throw new OperatorError(`${other} names ${theirs}, and another variable ${endpoint}: name one system`);
  const found = await readLocal(endpoint);
  if (found === undefined)
    throw new OperatorError(
      `${name} names ${endpoint}, where no local system answers: start it with npm start, unset ${name}, or give --env NAME for a deployed one`,
    );
  return found;
};

/** Undefined where nothing runs. */
export const findLocal = async (deps: TargetDeps): Promise<LocalSystem | undefined> => {
  const named = await findNamed(deps);
  if (named !== undefined) return named;
  const ofOutputs = await fromOutputs(deps);
  return (
    (ofOutputs === undefined ? undefined : await readLocal(ofOutputs)) ?? (await readLocal(defaultEndpoint))
  );
};
