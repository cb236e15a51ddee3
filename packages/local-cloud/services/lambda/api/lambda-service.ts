// Lambda behind the common endpoint: looking at functions, and turning event source mappings off and on.
import type { AwsService } from "../../../core/service.ts";
import { makeService } from "../../../endpoint/make-service.ts";
import type { ServiceDeps } from "../../../endpoint/service-deps.ts";
import type { EventSources } from "../event-source/event-sources.ts";
import { makeEventSourceOperations } from "./event-source-operations.ts";
import { makeFunctionOperations } from "./function-operations.ts";
import { restProtocol } from "./rest-protocol.ts";

type LambdaServiceDeps = Pick<ServiceDeps, "stack" | "account" | "now"> & {
  readonly eventSources: Pick<EventSources, "sources">;
};

export const makeLambdaService = ({ stack, account, now, eventSources }: LambdaServiceDeps): AwsService =>
  makeService({
    name: "lambda",
    actions: "lambda",
    protocol: restProtocol,
    invalid: "InvalidParameterValueException",
    operations: {
      ...makeFunctionOperations(stack, account, now()),
      ...makeEventSourceOperations(eventSources, account),
    },
  });
