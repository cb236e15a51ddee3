// The one AWS endpoint: finds the service and the operation, asks faults and IAM, and has the service answer.
import { randomUUID } from "node:crypto";
import type { Control } from "./control.ts";
import type { Decision } from "../policy/authorize.ts";
import { consoleFile } from "./console-files.ts";
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
  readonly control: Control;
};

type IdentifiedCall = {
  readonly service: AwsService;
  readonly call: AwsCall;
  readonly caller: Caller;
};

type Failure = Omit<AwsError, "message">;
type Failures = {
  readonly denied: Failure;
  /** A key that may not be used. */
  readonly deniedKey: Failure;
  readonly unknownOperation: Failure;
  readonly tooLarge: Failure;
  readonly internal: Failure;
};

const unauthorized = { code: "AccessDenied", status: 403 };
const invalidAction = { code: "InvalidAction", status: 400 };
const tooLarge = { code: "RequestEntityTooLarge", status: 413 };
const internal = { code: "InternalFailure", status: 500 };

/** Of the services that carry an error's name in JSON. */
const ofJson = {
  denied: { code: "AccessDeniedException", status: 400 },
  deniedKey: { code: "AccessDeniedException", status: 400 },
  unknownOperation: { code: "UnknownOperationException", status: 400 },
  tooLarge,
  internal,
};

/** As the SDK of each service knows them (API references of the services, "Errors"). */
const failuresOf: Readonly<Record<ServiceName, Failures>> = {
  s3: {
    denied: unauthorized,
    deniedKey: unauthorized,
    unknownOperation: { code: "NotImplemented", status: 501 },
    tooLarge: { code: "EntityTooLarge", status: 400 },
    internal: { code: "InternalError", status: 500 },
  },
  dynamodb: { ...ofJson, internal: { code: "InternalServerError", status: 500 } },
  logs: ofJson,
  kms: ofJson,
  lambda: { ...ofJson, denied: { code: "AccessDeniedException", status: 403 } },
  monitoring: { ...ofJson, denied: unauthorized, unknownOperation: invalidAction },
  iam: { ...ofJson, denied: unauthorized, unknownOperation: invalidAction },
  sqs: {
    denied: unauthorized,
    deniedKey: { code: "KmsAccessDenied", status: 400 },
    unknownOperation: invalidAction,
    tooLarge,
    internal,
  },
  sns: {
    denied: unauthorized,
    deniedKey: { code: "KMSAccessDenied", status: 400 },
    unknownOperation: invalidAction,
    tooLarge,
    internal,
  },
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
      : withRequestId(service.toErrorResponse(request, { ...failuresOf[service.name].tooLarge, message }));
  };

/** Under the name of a bucket, `files.localhost`, the path is the key of an object. */
const isControl = ({ url, headers: { host = "" } }: HttpRequest): boolean =>
  /^\/_local(?:[/?]|$)/.test(url) && !/\.localhost\.?(?::\d+)?$/i.test(host);

export const makeEndpoint = (deps: EndpointDeps): Handle => {
  const { services, principals, authorize, faults, log, control } = deps;
  const refusal = ({ call, caller }: IdentifiedCall): Decision | undefined =>
    call.resources
      .map((resource) => authorize(caller.principal, call.action, resource, call.context))
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
    return service.toErrorResponse(call.request, { ...failuresOf.s3.denied, message: decision.message });
  };

  const carryOut = async (identified: IdentifiedCall): Promise<HttpResponse> => {
    const { service, call, caller } = identified;
    const decision = refusal(identified);
    if (decision?.allowed === false) {
      const { ofKey, message } = decision;
      const error = failuresOf[service.name][ofKey === true ? "deniedKey" : "denied"];
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
      const failure = { ...failuresOf[service.name].internal, message };
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
    return service.toErrorResponse(request, { ...failuresOf[service.name].unknownOperation, message });
  };

  const ofSns = services.find(({ name }) => name === "sns")?.operations ?? [];
  return async (request, { signal }) => {
    if (isControl(request)) return (await consoleFile(request)) ?? control(request, { signal });
    const name = identifyService(request, ofSns);
    const service = services.find((candidate) => candidate.name === name);
    if (service === undefined) return withRequestId(refuseUnknownService(request, name));
    const call = service.identify(request);
    if (call === undefined) return withRequestId(refuseUnknownOperation(request, service));
    const principal = principals.principalOf(readSignature(request)?.accessKeyId);
    return answer({ service, call, caller: { principal, signal } });
  };
};
