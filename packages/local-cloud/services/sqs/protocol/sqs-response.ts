// Answers and errors in the protocol that a request came in.
import { randomUUID } from "node:crypto";
import type { HttpResponse } from "../../../core/http.ts";
import type { AwsError } from "../../../core/service.ts";
import { element } from "../../../core/xml.ts";
import type { Answer } from "../actions/operation.ts";
import { notSupported, toJsonName, toQueryName } from "../sqs-error.ts";
import type { Protocol } from "./sqs-request.ts";

const contentTypes: Readonly<Record<Protocol, string>> = {
  json: "application/x-amz-json-1.0",
  "query-json": "application/json",
  "query-xml": "text/xml",
};

const toResponse = (
  protocol: Protocol,
  status: number,
  toText: (requestId: string) => string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse => {
  const requestId = randomUUID();
  return {
    status,
    headers: { "content-type": contentTypes[protocol], "x-amzn-requestid": requestId, ...headers },
    body: Buffer.from(toText(requestId), "utf8"),
  };
};

/**
 * Throws UnsupportedOperation for an answer that has no form here; ask before the work is done. In the query protocol
 * that is every one but the JSON of SendMessage, which API Gateway asks for. It is undocumented: what follows is what
 * API Gateway is known to receive.
 */
export const checkAnswer = (protocol: Protocol, operation: string): void => {
  if (protocol === "json" || (protocol === "query-json" && operation === "SendMessage")) return;
  const format = protocol === "query-json" ? "JSON" : "XML";
  throw notSupported(`${format} answers to ${operation} in the query protocol`);
};

const noDigests = { MD5OfMessageAttributes: null, MD5OfMessageSystemAttributes: null, SequenceNumber: null };

export const toAnswerResponse = (protocol: Protocol, answer: Answer): HttpResponse =>
  toResponse(protocol, 200, (requestId) =>
    JSON.stringify(
      protocol === "json"
        ? answer
        : {
            SendMessageResponse: {
              SendMessageResult: { ...noDigests, ...answer },
              ResponseMetadata: { RequestId: requestId },
            },
          },
    ),
  );

/**
 * The code may be given in either protocol's name. The JSON protocol carries the other one in `x-amzn-query-error`,
 * by which SDKs of both generations tell errors apart.
 */
export const toErrorResponse = (protocol: Protocol, { code, message, status }: AwsError): HttpResponse => {
  const type = status < 500 ? "Sender" : "Receiver";
  const queryCode = toQueryName(code);
  if (protocol === "json") {
    const text = JSON.stringify({ __type: `com.amazonaws.sqs#${toJsonName(code)}`, message });
    return toResponse(protocol, status, () => text, { "x-amzn-query-error": `${queryCode};${type}` });
  }
  if (protocol === "query-json") {
    const error = { Type: type, Code: queryCode, Message: message };
    return toResponse(protocol, status, (requestId) =>
      JSON.stringify({ Error: error, RequestId: requestId }),
    );
  }
  const detail = element("Type", type) + element("Code", queryCode) + element("Message", message);
  return toResponse(
    protocol,
    status,
    (requestId) =>
      `<ErrorResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><Error>${detail}</Error>${element("RequestId", requestId)}</ErrorResponse>`,
  );
};
