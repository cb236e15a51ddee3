// The query protocol: a form asks, XML answers.
import { randomUUID } from "node:crypto";
import type { HttpRequest, HttpResponse } from "../core/http.ts";
import { element } from "../core/xml.ts";
import type { Protocol } from "./make-service.ts";
import { readQueryInput, toXml } from "./query-shapes.ts";

/** Parameters stand in the body of a POST, or in the URL. */
const formOf = ({ url, body }: HttpRequest): string =>
  body.length > 0 ? body.toString("latin1") : (url.split("?")[1] ?? "");

/** @param namespace of the service's XML: `http://monitoring.amazonaws.com/doc/2010-08-01/` */
export const makeQueryProtocol = (namespace: string): Protocol => {
  const toResponse = (status: number, name: string, content: string): HttpResponse => {
    const requestId = randomUUID();
    const id = element("RequestId", requestId);
    const metadata = name === "ErrorResponse" ? id : `<ResponseMetadata>${id}</ResponseMetadata>`;
    return {
      status,
      headers: { "content-type": "text/xml", "x-amzn-requestid": requestId },
      body: Buffer.from(`<${name} xmlns="${namespace}">${content}${metadata}</${name}>`),
    };
  };
  return {
    nameOf: (request) => new URLSearchParams(formOf(request)).get("Action") ?? undefined,
    readInput: (request) => readQueryInput(formOf(request)),
    toAnswerResponse: (_request, operation, answer) =>
      toResponse(200, `${operation}Response`, `<${operation}Result>${toXml(answer)}</${operation}Result>`),
    toErrorResponse: (_request, { code, message, status }) => {
      const type = status < 500 ? "Sender" : "Receiver";
      return toResponse(
        status,
        "ErrorResponse",
        `<Error>${toXml({ Type: type, Code: code, Message: message })}</Error>`,
      );
    },
  };
};
