// How long the worker keeps a record.
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import type { Target } from "./target.ts";

/** Days from the verdict; 0 for ever. */
export const readRecordDays = async ({
  stack,
  clients,
}: Pick<Target, "stack" | "clients">): Promise<number> => {
  const { Environment } = await clients.lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: `${stack}-process-message` }),
  );
  return Number(Environment?.Variables?.["RECORD_DAYS"] ?? 0);
};
