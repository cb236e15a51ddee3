// What Lambda's API tells of event source mappings, and the switch that turns one off and on.
import { z } from "zod";
import { type Account, toArn } from "../../../core/account.ts";
import { ServiceError } from "../../../core/service.ts";
import { operation, type Operation } from "../../../endpoint/operation.ts";
import { StackError } from "../../../stack/stack-error.ts";
import type { EventSource, EventSources } from "../event-source/event-sources.ts";

const toMapping = ({ uuid, arn, functionArn, config, state }: EventSource) => {
  const { state: State, changedAt } = state();
  const { maximum_concurrency: MaximumConcurrency } = config.scaling_config ?? {};
  return {
    UUID: uuid,
    EventSourceMappingArn: arn,
    EventSourceArn: config.event_source_arn,
    FunctionArn: functionArn,
    BatchSize: config.batch_size,
    MaximumBatchingWindowInSeconds: config.maximum_batching_window_in_seconds,
    FunctionResponseTypes: config.function_response_types,
    ScalingConfig: MaximumConcurrency === undefined ? undefined : { MaximumConcurrency },
    State,
    StateTransitionReason: "USER_INITIATED",
    LastModified: changedAt.getTime() / 1000,
  };
};

/** A refusal of the stack's own is one of the request that asked for it. */
const toError = (error: unknown): unknown =>
  error instanceof StackError ? new ServiceError("InvalidParameterValueException", error.message) : error;

const ListEventSourceMappings = z.strictObject({
  FunctionName: z.string().optional(),
  EventSourceArn: z.string().optional(),
  MaxItems: z.coerce.number().int().min(1).optional(),
});
const ByUuid = z.strictObject({ UUID: z.string() });

export const makeEventSourceOperations = (
  { sources }: Pick<EventSources, "sources">,
  account: Account,
): Readonly<Record<string, Operation>> => {
  const toResource = ({ UUID }: { readonly UUID: string }): string =>
    toArn(account, "lambda", `event-source-mapping:${UUID}`);
  const find = (uuid: string): EventSource => {
    const found = sources.find((source) => source.uuid === uuid);
    if (found !== undefined) return found;
    throw new ServiceError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
  };
  return {
    ListEventSourceMappings: operation(
      ListEventSourceMappings,
      () => "*",
      ({ FunctionName: name, EventSourceArn: queue }) => ({
        EventSourceMappings: sources
          .filter(
            ({ functionArn, config }) =>
              (name === undefined || functionArn === name || functionArn.endsWith(`:function:${name}`)) &&
              (queue === undefined || config.event_source_arn === queue),
          )
          .map(toMapping),
      }),
    ),
    GetEventSourceMapping: operation(ByUuid, toResource, ({ UUID }) => toMapping(find(UUID))),
    /** Anything else is changed in the stack. */
    UpdateEventSourceMapping: operation(
      ByUuid.extend({ Enabled: z.boolean().optional() }),
      toResource,
      async ({ UUID, Enabled }) => {
        const source = find(UUID);
        if (Enabled === undefined) return toMapping(source);
        await source.set(Enabled).catch((error: unknown) => {
          throw toError(error);
        });
        return toMapping(source);
      },
    ),
  };
};
