// What process-message is told by its environment.
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { OperatorError } from "../operator-error.ts";
import type { Target } from "./target.ts";

type Place = { readonly stack: string; readonly clients: Pick<Target["clients"], "lambda"> };

/** Rejects where there is no such function, and with an OperatorError where Lambda cannot decrypt them. */
export const readSettings = async ({ stack, clients }: Place): Promise<Readonly<Record<string, string>>> => {
  const FunctionName = `${stack}-process-message`;
  const { Environment } = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  if (Environment?.Variables !== undefined) return Environment.Variables;
  const reason = Environment?.Error?.Message;
  throw new OperatorError(
    `the settings of ${FunctionName} cannot be read${reason === undefined ? "" : `: ${reason}`}`,
  );
};

/** How long the worker keeps a record: days from the verdict; 0 for ever. */
export const readRecordDays = async (place: Place): Promise<number> =>
  Number((await readSettings(place))["RECORD_DAYS"] ?? 0);
