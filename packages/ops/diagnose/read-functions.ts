// What Lambda says of the functions, and of what feeds process-message.
import { GetFunctionConcurrencyCommand, GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { findEventSource } from "../target/event-source.ts";
import type { Target } from "../target/target.ts";
import type { Attempt } from "../attempt.ts";
import type { Facts, FunctionFacts, FunctionName, MappingFacts } from "./facts.ts";

type Place = Pick<Target, "stack" | "clients">;

const names: readonly FunctionName[] = ["process-message", "query-messages", "authorize-caller"];

/** Undefined where there is no such function: only tokens need an authorizer. */
const readFunction = async (
  { stack, clients }: Place,
  name: FunctionName,
  attempt: Attempt,
): Promise<Omit<FunctionFacts, "throttles"> | undefined> => {
  const FunctionName = `${stack}-${name}`;
  try {
    const { Role = "", Timeout = 0 } = await clients.lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName }),
    );
    const concurrency = await attempt("reserved concurrency", async () =>
      clients.lambda.send(new GetFunctionConcurrencyCommand({ FunctionName })),
    );
    return {
      roleArn: Role,
      timeoutSeconds: Timeout,
      reserved: concurrency?.ReservedConcurrentExecutions,
    };
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
    throw error;
  }
};

export const readFunctions = async (
  place: Place,
  attempt: Attempt,
  throttlesOf: (name: FunctionName) => number,
): Promise<Facts["functions"]> => {
  const found = await Promise.all(
    names.map(async (name) => {
      const one = await attempt("functions", async () => readFunction(place, name, attempt));
      return one === undefined ? [] : [[name, { ...one, throttles: throttlesOf(name) }] as const];
    }),
  );
  return Object.fromEntries(found.flat());
};

/** Null where nothing feeds the function. */
export const readMapping = async (place: Place, queueArn: string): Promise<MappingFacts | null> => {
  const mapping = await findEventSource(place, queueArn);
  if (mapping === undefined) return null;
  return {
    uuid: mapping.UUID ?? "",
    state: mapping.State ?? "",
    lastResult: mapping.LastProcessingResult ?? "",
    maximumConcurrency: mapping.ScalingConfig?.MaximumConcurrency,
    batchingWindowSeconds: mapping.MaximumBatchingWindowInSeconds ?? 0,
  };
};
