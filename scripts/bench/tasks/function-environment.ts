// A function's variables as the synthesised stack states them.
import { LambdaFunction, loadStack, resourceTypes } from "@message-handler/local-cloud/stack";
import { type LocalVariant, synthesiseIfChanged } from "../../synthesise.ts";

const account = {
  id: "000000000000",
  region: "eu-west-1",
  partition: "aws",
  awsEndpoint: "http://127.0.0.1:4566",
  apiEndpoint: "http://127.0.0.1:3000",
} as const;

type Environment = Readonly<Record<string, string>>;

const read = async (functionName: string, variant: LocalVariant): Promise<Environment> => {
  const { stackFile } = await synthesiseIfChanged("local", variant);
  const stack = await loadStack({ file: stackFile, account, types: resourceTypes });
  const found = stack
    .of(LambdaFunction)
    .find(({ config }) => config.function_name.endsWith(`-${functionName}`));
  if (found === undefined) throw new Error(`${stackFile} has no function ${functionName}`);
  return found.config.environment?.variables ?? {};
};

const known = new Map<string, Promise<Environment>>();

/** Of the local environment, which needs nothing that only AWS could make. Synthesised once. */
export const functionEnvironment = async (
  functionName: string,
  variant: LocalVariant = {},
): Promise<Environment> => {
  const environment = known.get(functionName) ?? read(functionName, variant);
  known.set(functionName, environment);
  return environment;
};
