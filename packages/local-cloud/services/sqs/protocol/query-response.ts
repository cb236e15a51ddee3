// Answers of the query protocol: the JSON that SQS sends to a client that accepts it, API Gateway above all, and XML.
import type { Answer } from "../actions/operation.ts";
import { notSupported } from "../sqs-error.ts";
import type { Protocol } from "./sqs-request.ts";

const namespace = "http://queue.amazonaws.com/doc/2012-11-05/";

/** Operations that answer nothing but that they were done. */
const silent = new Set(["ChangeMessageVisibility", "DeleteMessage", "DeleteQueue", "PurgeQueue"]);

/**
 * Throws UnsupportedOperation for an answer that has no form here; ask before the work is done. The JSON is
 * undocumented: it is what API Gateway is known to receive. XML is read by clients older than the JSON protocol.
 */
export const checkAnswer = (protocol: Protocol, operation: string): void => {
  if (protocol === "json" || silent.has(operation) || operation === "SendMessage") return;
  if (protocol === "query-json" && operation === "ReceiveMessage") return;
  const format = protocol === "query-json" ? "JSON" : "XML";
  throw notSupported(`${format} answers to ${operation} in the query protocol`);
};

const noDigests = { MD5OfMessageAttributes: null, MD5OfMessageSystemAttributes: null, SequenceNumber: null };
const noParts = { Attributes: null, MD5OfMessageAttributes: null, MessageAttributes: null };

const toJsonResult = (operation: string, answer: Answer): Answer => {
  if (operation === "SendMessage") return { ...noDigests, ...answer };
  const messages = (answer["Messages"] ?? []) as readonly Answer[];
  return { messages: messages.map((message) => ({ ...noParts, ...message })) };
};

export const toJsonAnswer = (operation: string, answer: Answer, requestId: string): string => {
  const result = silent.has(operation) ? {} : { [`${operation}Result`]: toJsonResult(operation, answer) };
  return JSON.stringify({
    [`${operation}Response`]: { ...result, ResponseMetadata: { RequestId: requestId } },
  });
};

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

/** Of an answer whose members are all text. */
export const toXmlAnswer = (operation: string, answer: Answer, requestId: string): string => {
  const members = Object.entries(answer).map(([name, value]) => element(name, escape(String(value))));
  const result = silent.has(operation) ? "" : element(`${operation}Result`, members.join(""));
  const metadata = element("ResponseMetadata", element("RequestId", requestId));
  return `<?xml version="1.0"?><${operation}Response xmlns="${namespace}">${result}${metadata}</${operation}Response>`;
};

type QueryError = {
  readonly Type: "Sender" | "Receiver";
  readonly Code: string;
  readonly Message: string;
};

export const toJsonError = (error: QueryError, requestId: string): string =>
  JSON.stringify({ Error: error, RequestId: requestId });

export const toXmlError = ({ Type, Code, Message }: QueryError, requestId: string): string => {
  const detail = element("Type", Type) + element("Code", escape(Code)) + element("Message", escape(Message));
  return `<?xml version="1.0"?><ErrorResponse xmlns="${namespace}">${element("Error", `${detail}<Detail/>`)}${element("RequestId", requestId)}</ErrorResponse>`;
};
