// The index that lists a company's records.
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { OperatorError } from "../operator-error.ts";
import type { Target } from "./target.ts";

export const readRecordIndex = async ({
  stack,
  clients,
}: Pick<Target, "stack" | "clients">): Promise<string> => {
  const FunctionName = `${stack}-query-messages`;
  const { Environment } = await clients.lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const index = Environment?.Variables?.["MESSAGES_INDEX"];
  if (index === undefined) throw new OperatorError(`the settings of ${FunctionName} name no index`);
  return index;
};
