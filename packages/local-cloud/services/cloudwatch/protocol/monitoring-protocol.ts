// CloudWatch speaks three protocols, and its clients use all of them: the SDK for JavaScript AWS JSON, today's AWS CLI
// and boto3 CBOR (Smithy RPC v2), older ones the query protocol.
import { cbor, dateToTag } from "@smithy/core/cbor";
import type { HttpRequest, HttpResponse } from "../../../core/http.ts";
import { type AwsError, ServiceError } from "../../../core/service.ts";
import { makeJsonProtocol } from "../../../endpoint/json-protocol.ts";
import type { Protocol } from "../../../endpoint/make-service.ts";
import { makeQueryProtocol } from "../../../endpoint/query-protocol.ts";

const json = makeJsonProtocol({ target: "GraniteServiceVersion20100801", version: "1.0" });

/** Clients that know the query protocol's names of errors look here. */
const withQueryError = (response: HttpResponse, { code, status }: AwsError): HttpResponse => ({
  ...response,
  headers: { ...response.headers, "x-amzn-query-error": `${code};${status < 500 ? "Sender" : "Receiver"}` },
});

/** CBOR has a type for times. */
const toCborValue = (value: unknown): unknown => {
  if (value instanceof Date) return dateToTag(value);
  if (Array.isArray(value)) return value.map(toCborValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => (each === undefined ? [] : [[name, toCborValue(each)]])),
  );
};

const toCborResponse = (status: number, body: object): HttpResponse => ({
  status,
  headers: { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" },
  body: Buffer.from(cbor.serialize(toCborValue(body))),
});

/** As in AWS JSON, a member that is null is not there. */
const withoutNulls = (input: unknown): unknown =>
  typeof input === "object" && input !== null
    ? Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null))
    : input;

const cborPath = /^\/service\/GraniteServiceVersion20100801\/operation\/(\w+)$/;

const cborProtocol: Protocol = {
  nameOf: ({ url }) => cborPath.exec(url)?.[1],
  readInput: ({ body }): unknown => {
    try {
      return body.length === 0 ? {} : withoutNulls(cbor.deserialize(body));
    } catch {
      throw new ServiceError("SerializationException", "The body is no CBOR document.");
    }
  },
  toAnswerResponse: (_request, _operation, answer) => toCborResponse(200, answer),
  toErrorResponse: (_request, { code, message, status }) => toCborResponse(status, { __type: code, message }),
};

const query = makeQueryProtocol("http://monitoring.amazonaws.com/doc/2010-08-01/");

const protocolOf = ({ url, headers }: HttpRequest): Protocol => {
  if (cborPath.test(url)) return cborProtocol;
  return headers["x-amz-target"] === undefined ? query : json;
};

export const monitoringProtocol: Protocol = {
  nameOf: (request) => protocolOf(request).nameOf(request),
  readInput: (request) => protocolOf(request).readInput(request),
  toAnswerResponse: (request, operation, answer) =>
    protocolOf(request).toAnswerResponse(request, operation, answer),
  toErrorResponse: (request, error) =>
    withQueryError(protocolOf(request).toErrorResponse(request, error), error),
};
