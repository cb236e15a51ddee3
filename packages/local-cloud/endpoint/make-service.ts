// A service behind the common endpoint, made of its operations and of the protocol that its clients speak.
import { z } from "zod";
import type { HttpRequest, HttpResponse } from "../core/http.ts";
import { type AwsError, type AwsService, ServiceError, type ServiceName } from "../core/service.ts";
import type { Answer, Operation } from "./operation.ts";

export type Protocol = {
  /** Undefined for a request that is not in this protocol. */
  readonly nameOf: (request: HttpRequest) => string | undefined;
  /** Throws ServiceError for a body that cannot be read. */
  readonly readInput: (request: HttpRequest) => unknown;
  readonly toAnswerResponse: (request: HttpRequest, operation: string, answer: Answer) => HttpResponse;
  readonly toErrorResponse: (request: HttpRequest, error: AwsError) => HttpResponse;
};

type ServiceDeps = {
  readonly name: ServiceName;
  /** Before the colon of its IAM actions. */
  readonly actions: string;
  readonly protocol: Protocol;
  readonly operations: Readonly<Record<string, Operation>>;
  /** What the service calls an input that it refuses. */
  readonly invalid: string;
};

/** What is not supported comes first: another parameter may be missing only because this one stands in its place. */
const toReason = ({ issues }: z.ZodError): string => {
  const unknown = issues.find(({ code }) => code === "unrecognized_keys");
  const { path = [], message = "is invalid" } = unknown ?? issues[0] ?? {};
  if (unknown?.code === "unrecognized_keys")
    return `The parameter ${[...path, unknown.keys[0]].map(String).join(".")} is not supported by the local cloud.`;
  return path.length === 0 ? message : `${path.map(String).join(".")}: ${message}`;
};

const isRefusal = (error: unknown): boolean => error instanceof z.ZodError || error instanceof ServiceError;

export const makeService = ({ name, actions, protocol, operations, invalid }: ServiceDeps): AwsService => {
  const find = (operation: string): Operation | undefined =>
    Object.hasOwn(operations, operation) ? operations[operation] : undefined;
  const resourcesOf = (run: Operation, request: HttpRequest): readonly string[] => {
    try {
      return run(protocol.readInput(request)).resources;
    } catch (error) {
      if (isRefusal(error)) return ["*"];
      throw error;
    }
  };
  const toError = (error: unknown): AwsError => {
    if (error instanceof z.ZodError) return new ServiceError(invalid, toReason(error));
    if (error instanceof ServiceError) return error;
    throw error;
  };
  return {
    name,
    operations: Object.keys(operations),
    nameOperation: (request) => protocol.nameOf(request) ?? `${request.method} ${request.url}`,
    identify: (request) => {
      const called = protocol.nameOf(request);
      const found = called === undefined ? undefined : find(called);
      if (called === undefined || found === undefined) return undefined;
      const resources = resourcesOf(found, request);
      return { service: name, operation: called, action: `${actions}:${called}`, resources, request };
    },
    handle: async ({ operation: called, request }) => {
      try {
        const answer = await find(called)?.(protocol.readInput(request)).run();
        return protocol.toAnswerResponse(request, called, answer ?? {});
      } catch (error) {
        return protocol.toErrorResponse(request, toError(error));
      }
    },
    toErrorResponse: protocol.toErrorResponse,
  };
};
