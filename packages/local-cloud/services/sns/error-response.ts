// Errors as the query protocol of SNS writes them.
import { randomUUID } from "node:crypto";
import type { HttpResponse } from "../../core/http.ts";
import type { AwsError } from "../../core/service.ts";
import { escapeXml } from "./xml.ts";

export const toErrorResponse = ({ code, message, status }: AwsError): HttpResponse => {
  const requestId = randomUUID();
  const body = [
    '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">',
    `<Error><Type>${status < 500 ? "Sender" : "Receiver"}</Type>`,
    `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message></Error>`,
    `<RequestId>${requestId}</RequestId>`,
    "</ErrorResponse>",
  ];
  return {
    status,
    headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
    body: Buffer.from(body.join("")),
  };
};
