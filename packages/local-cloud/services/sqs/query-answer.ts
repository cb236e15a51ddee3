// Answers of the query protocol: XML, and the JSON that SQS sends to a client that accepts it, API Gateway above all.
import type { Answer } from "./operation.ts";
import { invalidParameter, notSimulated } from "./sqs-fault.ts";

const namespace = "http://queue.amazonaws.com/doc/2012-11-05/";

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "\r": "&#xD;",
};
const escape = (text: string): string =>
  text.replaceAll(/[&<>"\r]/g, (character) => escapes[character] ?? character);

/** Lists are flat: one element per member, under the member's own name (`xmlName` in the service model). */
const memberNames = (operation: string): Readonly<Record<string, string>> => ({
  Messages: "Message",
  QueueUrls: "QueueUrl",
  queueUrls: "QueueUrl",
  Results: "ListMessageMoveTasksResultEntry",
  Successful: `${operation}ResultEntry`,
  Failed: "BatchResultErrorEntry",
});
const mapNames: Readonly<Record<string, readonly [element: string, key: string]>> = {
  Attributes: ["Attribute", "Name"],
  MessageAttributes: ["MessageAttribute", "Name"],
};

const isRecord = (value: unknown): value is Answer =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

const toXml = (operation: string, value: unknown): string => {
  if (!isRecord(value)) return escape(String(value));
  const lists = memberNames(operation);
  return Object.entries(value)
    .map(([name, member]) => {
      if (Array.isArray(member)) {
        const memberName = lists[name];
        if (memberName === undefined) throw invalidParameter(`${name} has no form in the query protocol`);
        return member.map((one: unknown) => element(memberName, toXml(operation, one))).join("");
      }
      const map = mapNames[name];
      if (map === undefined || !isRecord(member)) return element(name, toXml(operation, member));
      const [memberName, key] = map;
      return Object.entries(member)
        .map(([label, one]) =>
          element(memberName, element(key, escape(label)) + element("Value", toXml(operation, one))),
        )
        .join("");
    })
    .join("");
};

/** Operations that answer nothing but that they were done. */
const silent = new Set([
  "ChangeMessageVisibility",
  "DeleteMessage",
  "DeleteQueue",
  "PurgeQueue",
  "SetQueueAttributes",
]);

export const toXmlAnswer = (operation: string, answer: Answer, requestId: string): string => {
  const result = silent.has(operation) ? "" : element(`${operation}Result`, toXml(operation, answer));
  const metadata = element("ResponseMetadata", element("RequestId", requestId));
  return `<?xml version="1.0"?><${operation}Response xmlns="${namespace}">${result}${metadata}</${operation}Response>`;
};

const noDigests = { MD5OfMessageAttributes: null, MD5OfMessageSystemAttributes: null, SequenceNumber: null };
const noParts = { Attributes: null, MD5OfMessageAttributes: null, MessageAttributes: null };

/**
 * Throws UnsupportedOperation for an operation whose JSON form is not known here; ask before the work is done.
 * The form is undocumented: it is what API Gateway is known to receive from SendMessage and ReceiveMessage.
 */
export const checkJsonAnswer = (operation: string): void => {
  if (operation === "SendMessage" || operation === "ReceiveMessage" || silent.has(operation)) return;
  throw notSimulated(`JSON answers to ${operation} in the query protocol`);
};

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

export type QueryError = {
  readonly Type: "Sender" | "Receiver";
  readonly Code: string;
  readonly Message: string;
};

export const toXmlError = (error: QueryError, requestId: string): string => {
  const { Type, Code, Message } = error;
  const detail = element("Type", Type) + element("Code", escape(Code)) + element("Message", escape(Message));
  return `<?xml version="1.0"?><ErrorResponse xmlns="${namespace}">${element("Error", `${detail}<Detail/>`)}${element("RequestId", requestId)}</ErrorResponse>`;
};

export const toJsonError = (error: QueryError, requestId: string): string =>
  JSON.stringify({ Error: error, RequestId: requestId });
