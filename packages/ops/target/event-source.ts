// What feeds the queue's messages to process-message.
import { ListEventSourceMappingsCommand, type EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import type { Target } from "./target.ts";

/**
 * Undefined where nothing does. Asked for by its queue: it may be that of an alias of the function, which AWS does not
 * list under the function's own name.
 */
export const findEventSource = async (
  { stack, clients }: Pick<Target, "stack" | "clients">,
  queueArn: string,
): Promise<EventSourceMappingConfiguration | undefined> => {
  const { EventSourceMappings: all = [] } = await clients.lambda.send(
    new ListEventSourceMappingsCommand({ EventSourceArn: queueArn }),
  );
  return all.find(({ FunctionArn = "" }) => FunctionArn.includes(`:${stack}-process-message`));
};
