// S3's responses: XML, with the request's id in the headers.
import { randomBytes } from "node:crypto";
import type { HttpResponse } from "../../../core/http.ts";
import { type AwsError, ServiceError } from "../../../core/service.ts";
import { element } from "../../../core/xml.ts";

const newRequestId = (): string => randomBytes(8).toString("hex").toUpperCase();

const toXmlResponse = (status: number, requestId: string, xml: string): HttpResponse => ({
  status,
  headers: { "content-type": "application/xml", "x-amz-request-id": requestId, "x-amz-id-2": "local" },
  body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}`),
});

export const toXml = (xml: string): HttpResponse => toXmlResponse(200, newRequestId(), xml);

export const toErrorResponse = ({ code, message, status }: AwsError): HttpResponse => {
  const requestId = newRequestId();
  const content = [element("Code", code), element("Message", message), element("RequestId", requestId)].join(
    "",
  );
  return toXmlResponse(status, requestId, `<Error>${content}<HostId>local</HostId></Error>`);
};

export const noSuchKey = (): ServiceError =>
  new ServiceError("NoSuchKey", "The specified key does not exist.", 404);

export const notSupported = (what: string): ServiceError =>
  new ServiceError("NotImplemented", `${what} is not supported by the local cloud`, 501);
