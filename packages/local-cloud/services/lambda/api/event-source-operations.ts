// What Lambda's API tells of event source mappings, and the switch that turns one off and on.
import { z } from "zod";
import { type Account, toArn } from "../../../core/account.ts";
import { ServiceError } from "../../../core/service.ts";
import { operation, type Operation } from "../../../endpoint/operation.ts";
import { toPage } from "../../../endpoint/paging.ts";
import { StackError } from "../../../stack/stack-error.ts";
import type { EventSource, EventSources } from "../event-source/event-sources.ts";
import { makeFunctionName } from "./function-name.ts";
import { listing } from "./listing.ts";

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

const ByUuid = z.strictObject({ UUID: z.string() });

export const makeEventSourceOperations = (
  { sources }: Pick<EventSources, "sources">,
  account: Account,
): Readonly<Record<string, Operation>> => {
  const FunctionName = makeFunctionName(account).optional();
  const EventSourceArn = z.string().startsWith("arn:", "is no ARN").optional();
  const toResource = ({ UUID }: { readonly UUID: string }): string =>
    toArn(account, "lambda", `event-source-mapping:${UUID}`);
  const find = (uuid: string): EventSource => {
    const found = sources.find((source) => source.uuid === uuid);
    if (found !== undefined) return found;
    throw new ServiceError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
  };
  return {
    ListEventSourceMappings: operation(
      z.strictObject({ FunctionName, EventSourceArn, ...listing }),
      () => "*",
      ({ FunctionName: target, EventSourceArn: queue, MaxItems, Marker }) => {
        const found = sources.filter(
          ({ functionArn, config }) =>
            (target ?? functionArn) === functionArn &&
            (queue ?? config.event_source_arn) === config.event_source_arn,
        );
        const { page, next } = toPage(found, Math.min(MaxItems, 100), Marker);
        return { EventSourceMappings: page.map(toMapping), NextMarker: next };
      },
    ),
    GetEventSourceMapping: operation(ByUuid, toResource, ({ UUID }) => toMapping(find(UUID))),
    /** Anything else is changed in the stack. */
    UpdateEventSourceMapping: operation(
      ByUuid.extend({ Enabled: z.boolean().optional(), FunctionName }),
      toResource,
      async ({ UUID, Enabled, FunctionName: target }) => {
        const source = find(UUID);
        if (target !== undefined && target !== source.functionArn)
          throw new ServiceError(
            "InvalidParameterValueException",
            "The function of a mapping is changed in the stack.",
          );
        if (Enabled === undefined) return toMapping(source);
        await source.set(Enabled).catch((error: unknown) => {
          throw toError(error);
        });
        return toMapping(source);
      },
    ),
  };
};
