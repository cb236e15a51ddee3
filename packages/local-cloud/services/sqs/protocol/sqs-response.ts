// Answers and errors in the protocol that a request came in.
import { randomUUID } from "node:crypto";
import type { HttpResponse } from "../../../core/http.ts";
import type { AwsError } from "../../../core/service.ts";
import type { Answer } from "../actions/operation.ts";
import { toJsonAnswer, toJsonError, toXmlAnswer, toXmlError } from "./query-response.ts";
import { toJsonName, toQueryName } from "../sqs-error.ts";
import type { Protocol } from "./sqs-request.ts";

const contentTypes: Readonly<Record<Protocol, string>> = {
  json: "application/x-amz-json-1.0",
  "query-json": "application/json",
  "query-xml": "text/xml",
};

type Content = {
  readonly status: number;
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
};

const toResponse = (
  protocol: Protocol,
  requestId: string,
  { status, text, headers = {} }: Content,
): HttpResponse => ({
  status,
  headers: { "content-type": contentTypes[protocol], "x-amzn-requestid": requestId, ...headers },
  body: Buffer.from(text, "utf8"),
});

const toText = (protocol: Protocol, operation: string, answer: Answer, requestId: string): string => {
  if (protocol === "json") return JSON.stringify(answer);
  const toQueryText = protocol === "query-json" ? toJsonAnswer : toXmlAnswer;
  return toQueryText(operation, answer, requestId);
};

export const toAnswerResponse = (protocol: Protocol, operation: string, answer: Answer): HttpResponse => {
  const requestId = randomUUID();
  return toResponse(protocol, requestId, {
    status: 200,
    text: toText(protocol, operation, answer, requestId),
  });
};

/**
 * The code may be given in either protocol's name. The JSON protocol carries the other one in `x-amzn-query-error`,
 * by which SDKs of both generations tell errors apart.
 */
export const toErrorResponse = (protocol: Protocol, { code, message, status }: AwsError): HttpResponse => {
  const requestId = randomUUID();
  const type = status < 500 ? "Sender" : "Receiver";
  const queryCode = toQueryName(code);
  if (protocol === "json") {
    const text = JSON.stringify({ __type: `com.amazonaws.sqs#${toJsonName(code)}`, message });
    return toResponse(protocol, requestId, {
      status,
      text,
      headers: { "x-amzn-query-error": `${queryCode};${type}` },
    });
  }
  const error = { Type: type, Code: queryCode, Message: message } as const;
  const text = protocol === "query-json" ? toJsonError(error, requestId) : toXmlError(error, requestId);
  return toResponse(protocol, requestId, { status, text });
};
