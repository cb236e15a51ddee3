// The one AWS endpoint: finds the service and the operation, asks faults and IAM, and has the service answer.
import { randomUUID } from "node:crypto";
import type { Decision } from "../policy/authorize.ts";
import { withEffect } from "./fault-effect.ts";
import type { Faults } from "./faults.ts";
import type { HttpRequest, HttpResponse } from "../core/http.ts";
import { identifyService } from "./identify-service.ts";
import type { Handle, Outcome } from "../core/server.ts";
import type { AwsCall, AwsError, AwsService, Caller, ServiceName } from "../core/service.ts";
import type { ServiceDeps } from "./service-deps.ts";
import { readSignature } from "./signature.ts";

export type EndpointDeps = Pick<ServiceDeps, "principals" | "authorize" | "log"> & {
  readonly services: readonly AwsService[];
  readonly faults: Faults;
  /** Answers everything under `/_local`, which cannot be a bucket. */
  readonly control: (request: HttpRequest) => HttpResponse;
};

type IdentifiedCall = {
  readonly service: AwsService;
  readonly call: AwsCall;
  readonly caller: Caller;
};

// The SDK knows each service's refusal by another name (DynamoDB speaks JSON, the others come from XML and query).
const denied: Readonly<Record<ServiceName, Omit<AwsError, "message">>> = {
  s3: { code: "AccessDenied", status: 403 },
  dynamodb: { code: "AccessDeniedException", status: 400 },
  sqs: { code: "AccessDenied", status: 403 },
  sns: { code: "AccessDenied", status: 403 },
};

/** The same for a key that may not be used (API references of the services, "Errors"). */
const deniedKey: Readonly<Record<ServiceName, Omit<AwsError, "message">>> = {
  s3: { code: "AccessDenied", status: 403 },
  dynamodb: { code: "AccessDeniedException", status: 400 },
  sqs: { code: "KmsAccessDenied", status: 400 },
  sns: { code: "KMSAccessDenied", status: 400 },
};

const unknownOperation: Readonly<Record<ServiceName, Omit<AwsError, "message">>> = {
  s3: { code: "NotImplemented", status: 501 },
  dynamodb: { code: "UnknownOperationException", status: 400 },
  sqs: { code: "InvalidAction", status: 400 },
  sns: { code: "InvalidAction", status: 400 },
};

const tooLarge: Readonly<Record<ServiceName, Omit<AwsError, "message">>> = {
  s3: { code: "EntityTooLarge", status: 400 },
  dynamodb: { code: "RequestEntityTooLarge", status: 413 },
  sqs: { code: "RequestEntityTooLarge", status: 413 },
  sns: { code: "RequestEntityTooLarge", status: 413 },
};

const internalFailure: Readonly<Record<ServiceName, string>> = {
  s3: "InternalError",
  dynamodb: "InternalServerError",
  sqs: "InternalFailure",
  sns: "InternalFailure",
};

const toText = ({ method, url, headers }: HttpRequest): string =>
  [method, url, headers["x-amz-target"]].filter((part) => part !== undefined).join(" ");

const withRequestId = (response: HttpResponse): HttpResponse => {
  if ("x-amzn-requestid" in response.headers || "x-amz-request-id" in response.headers) return response;
  return { ...response, headers: { ...response.headers, "x-amzn-requestid": randomUUID() } };
};

/** Refuses a request whose body was over the limit and not read: its headers tell the service. */
export const makeHandleTooLarge =
  (services: EndpointDeps["services"]): Handle =>
  async (request) => {
    const name = identifyService(request, []);
    const service = services.find((candidate) => candidate.name === name);
    const message = "A body of this length is not supported by the local cloud.";
    return service === undefined
      ? { status: 413, headers: { "content-type": "text/plain" }, body: Buffer.from(message) }
      : withRequestId(service.toErrorResponse(request, { ...tooLarge[service.name], message }));
  };

export const makeEndpoint = (deps: EndpointDeps): Handle => {
  const { services, principals, authorize, faults, log, control } = deps;
  const refusal = ({ call, caller }: IdentifiedCall): Decision | undefined =>
    call.resources
      .map((resource) => authorize(caller.principal, call.action, resource))
      .find((decision) => !decision.allowed);

  /**
   * S3 tells only those who may list a bucket that an object is not there; to anyone else it says 403 (S3 API
   * reference, GetObject, "Permissions"). Every other response passes.
   */
  const hideMissingObject = (
    { service, call, caller }: IdentifiedCall,
    response: HttpResponse,
  ): HttpResponse => {
    const isRead = call.operation === "GetObject" || call.operation === "HeadObject";
    if (service.name !== "s3" || !isRead || response.status !== 404) return response;
    const decision = authorize(caller.principal, "s3:ListBucket", call.resources[0]?.split("/")[0] ?? "*");
    if (decision.allowed) return response;
    return service.toErrorResponse(call.request, { ...denied.s3, message: decision.message });
  };

  const carryOut = async (identified: IdentifiedCall): Promise<HttpResponse> => {
    const { service, call, caller } = identified;
    const decision = refusal(identified);
    if (decision?.allowed === false) {
      const { ofKey, message } = decision;
      const error = (ofKey === true ? deniedKey : denied)[service.name];
      return service.toErrorResponse(call.request, { ...error, message });
    }
    try {
      const response = await service.handle(call, caller);
      if (response.status === 501)
        log("WARN", `aws:${service.name}`, "not supported", { request: toText(call.request) });
      return hideMissingObject(identified, response);
    } catch (error) {
      log("ERROR", `aws:${service.name}`, `${call.operation} failed in the local cloud`, {
        error: String(error),
      });
      const message = "The local cloud failed: see its log.";
      const failure = { code: internalFailure[service.name], message, status: 500 };
      return service.toErrorResponse(call.request, failure);
    }
  };

  const answer = async (identified: IdentifiedCall): Promise<Outcome> => {
    const { service, call, caller } = identified;
    const released = [caller.signal, faults.inForce()];
    const effect = faults.effectOn(call);
    if (effect === undefined) return withRequestId(await carryOut(identified));
    log("INFO", "faults", `${effect.type} on ${service.name} ${call.operation}`, { effect });
    return withEffect(effect, {
      apply: async () => withRequestId(await carryOut(identified)),
      toError: (error) => withRequestId(service.toErrorResponse(call.request, error)),
      released,
    });
  };

  const refuseUnknownService = (request: HttpRequest, name: string): HttpResponse => {
    const message = `The AWS service ${name} is not supported by the local cloud.`;
    log("WARN", "aws", message, { request: toText(request) });
    return {
      status: 501,
      headers: { "content-type": "application/x-amz-json-1.0" },
      body: Buffer.from(JSON.stringify({ __type: "NotImplemented", message })),
    };
  };

  const refuseUnknownOperation = (request: HttpRequest, service: AwsService): HttpResponse => {
    const message = `${service.name}: ${service.nameOperation(request)} is not supported by the local cloud.`;
    log("WARN", `aws:${service.name}`, message, { request: toText(request) });
    return service.toErrorResponse(request, { ...unknownOperation[service.name], message });
  };

  const ofSns = services.find(({ name }) => name === "sns")?.operations ?? [];
  return async (request, { signal }) => {
    if (/^\/_local(?:[/?]|$)/.test(request.url)) return control(request);
    const name = identifyService(request, ofSns);
    const service = services.find((candidate) => candidate.name === name);
    if (service === undefined) return withRequestId(refuseUnknownService(request, name));
    const call = service.identify(request);
    if (call === undefined) return withRequestId(refuseUnknownOperation(request, service));
    const principal = principals.principalOf(readSignature(request)?.accessKeyId);
    return answer({ service, call, caller: { principal, signal } });
  };
};
