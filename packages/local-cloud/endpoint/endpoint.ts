// The one AWS endpoint: finds the service and the operation, asks faults and IAM, and has the service answer.
import { randomUUID } from "node:crypto";
import type { Authorize, Verdict } from "../policy/authorize.ts";
import type { Log } from "../core/log.ts";
import { answerSts } from "./caller-identity.ts";
import { withEffect } from "./fault-effect.ts";
import type { Faults } from "./faults.ts";
import type { HttpRequest, HttpResponse } from "../core/http.ts";
import { identifyService } from "./identify-service.ts";
import { hideMissingObject } from "./missing-object.ts";
import type { Principal, Principals } from "../core/principals.ts";
import type { Handle, Outcome } from "../core/server.ts";
import type { AwsCall, AwsError, AwsService, ServiceName } from "../core/service.ts";
import { readSignature } from "./signature.ts";

export type EndpointDeps = {
  readonly services: readonly AwsService[];
  readonly principals: Principals;
  readonly authorize: Authorize;
  readonly faults: Faults;
  readonly log: Log;
  /** Answers everything under `/_local`, which cannot be a bucket. */
  readonly control: (request: HttpRequest) => HttpResponse;
};

type PlayedCall = {
  readonly service: AwsService;
  readonly call: AwsCall;
  readonly caller: Principal;
  readonly signal: AbortSignal;
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

export const makeEndpoint = ({
  services,
  principals,
  authorize,
  faults,
  log,
  control,
}: EndpointDeps): Handle => {
  const refusal = ({ call, caller }: PlayedCall): Verdict | undefined =>
    call.resources
      .map((resource) => authorize(caller, call.action, resource))
      .find((verdict) => !verdict.allowed);

  const carryOut = async (played: PlayedCall): Promise<HttpResponse> => {
    const { service, call, signal } = played;
    const verdict = refusal(played);
    if (verdict?.allowed === false) {
      const { ofKey, message } = verdict;
      const error = (ofKey === true ? deniedKey : denied)[service.name];
      return service.toErrorResponse(call.request, { ...error, message });
    }
    try {
      const response = await service.handle(call, signal);
      if (response.status === 501)
        log("WARN", `aws:${service.name}`, "not played here", { request: toText(call.request) });
      return hideMissingObject(played, response, authorize);
    } catch (error) {
      log("ERROR", `aws:${service.name}`, `${call.operation} failed in the local cloud`, {
        error: String(error),
      });
      const message = "The local cloud failed: see its log.";
      return service.toErrorResponse(call.request, {
        code: internalFailure[service.name],
        message,
        status: 500,
      });
    }
  };

  const play = async (played: PlayedCall): Promise<Outcome> => {
    const { service, call, signal } = played;
    const released = [signal, faults.inForce()];
    const effect = faults.strike(call);
    if (effect === undefined) return withRequestId(await carryOut(played));
    log("INFO", "faults", `${effect.type} on ${service.name} ${call.operation}`, { effect });
    const toError = (error: AwsError): HttpResponse =>
      withRequestId(service.toErrorResponse(call.request, error));
    const apply = async (): Promise<HttpResponse> => withRequestId(await carryOut(played));
    return withEffect(effect, { apply, toError, released });
  };

  const refuseUnknownService = (request: HttpRequest, name: string): HttpResponse => {
    const message = `The local cloud does not play the AWS service ${name}.`;
    log("WARN", "aws", message, { request: toText(request) });
    return {
      status: 501,
      headers: { "content-type": "application/x-amz-json-1.0" },
      body: Buffer.from(JSON.stringify({ __type: "NotImplemented", message })),
    };
  };

  const refuseUnknownOperation = (request: HttpRequest, service: AwsService): HttpResponse => {
    const message = `The local cloud does not play this operation of ${service.name}: ${toText(request)}`;
    log("WARN", `aws:${service.name}`, message);
    return service.toErrorResponse(request, { ...unknownOperation[service.name], message });
  };

  return async (request, { signal }) => {
    if (/^\/_local(?:[/?]|$)/.test(request.url)) return control(request);
    const name = identifyService(request);
    const caller = principals.principalOf(readSignature(request)?.accessKeyId);
    if (name === "sts") return withRequestId(answerSts(request, caller));
    const service = services.find((candidate) => candidate.name === name);
    if (service === undefined) return withRequestId(refuseUnknownService(request, name));
    const call = service.identify(request);
    if (call === undefined) return withRequestId(refuseUnknownOperation(request, service));
    return play({ service, call, caller, signal });
  };
};
