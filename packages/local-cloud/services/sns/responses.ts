// Answers as the query protocol of SNS writes them.
import { randomUUID } from "node:crypto";
import type { HttpResponse } from "../../core/http.ts";
import type { AwsError } from "../../core/service.ts";
import { element } from "../../core/xml.ts";

const namespace = 'xmlns="http://sns.amazonaws.com/doc/2010-03-31/"';

const toResponse = (status: number, toXml: (requestId: string) => string): HttpResponse => {
  const requestId = randomUUID();
  return {
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: Buffer.from(toXml(element("RequestId", requestId))),
  };
};

export const toErrorResponse = ({ code, message, status }: AwsError): HttpResponse => {
  const type = element("Type", status < 500 ? "Sender" : "Receiver");
  const error = `<Error>${type}${element("Code", code)}${element("Message", message)}</Error>`;
  return toResponse(
    status,
    (requestId) => `<ErrorResponse ${namespace}>${error}${requestId}</ErrorResponse>`,
  );
};

/** @param result XML */
export const toAnswerResponse = (operation: string, result: string): HttpResponse =>
  toResponse(
    200,
    (requestId) =>
      `<${operation}Response ${namespace}><${operation}Result>${result}</${operation}Result><ResponseMetadata>${requestId}</ResponseMetadata></${operation}Response>`,
  );
