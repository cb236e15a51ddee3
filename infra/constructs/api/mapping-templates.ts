// The Velocity templates between the API and the queue.
import { problems, type Problem } from "@message-handler/api-contract/problems.ts";
import type { Accepted } from "@message-handler/api-contract/response-bodies.ts";
import { MAX_RAW_BYTES } from "@message-handler/domain/limits.ts";
import type * as t from "io-ts";
import { problemHeaders, problemTemplate } from "./responses.ts";

type MessageAttribute = {
  readonly name: string;
  readonly type: "String" | "Number";
  readonly value: string;
  /** Of the value, once it is filled in. API Gateway's request ids are UUIDs, unless a client overrides its own. */
  readonly bytes: number;
};

const toParameters = ({ name, type, value }: MessageAttribute, index: number): string =>
  [
    `MessageAttribute.${index + 1}.Name=${name}`,
    `MessageAttribute.${index + 1}.Value.DataType=${type}`,
    `MessageAttribute.${index + 1}.Value.StringValue=${value}`,
  ].join("&");

/** Set by the gateway, never by a client: they survive retries, the dead-letter queue and a redrive. */
const messageAttributes: readonly MessageAttribute[] = [
  { name: "request_id", type: "String", value: "$context.requestId", bytes: 36 },
  { name: "received_at", type: "Number", value: "$context.requestTimeEpoch", bytes: 13 },
  // Counted by the worker, in as many digits: a copy that it sends again is never longer than what the queue takes.
  { name: "times_postponed", type: "String", value: "000", bytes: 3 },
];

/** From the verified token: the sender's company, whatever the message says. */
const companyAttribute: MessageAttribute = {
  name: "company_id",
  type: "String",
  // A UUID needs no encoding; encoded all the same, so that nothing here relies on it.
  value: "$util.urlEncode($context.authorizer.company_id)",
  bytes: 36,
};

/** `withCompany`: there is an authorizer that gives the caller's company. */
type SendMessageProps = { readonly withCompany: boolean };

const attributesOf = ({ withCompany }: SendMessageProps): readonly MessageAttribute[] => [
  ...messageAttributes,
  ...(withCompany ? [companyAttribute] : []),
];

/**
 * The longest message that the queue has to take, in bytes: SQS counts attributes (names, types and values) towards
 * the size. All of them have one length, so that a body of the longest size passes and one of a byte more does not.
 */
export const maxMessageSize = (props: SendMessageProps): number =>
  attributesOf(props).reduce(
    (size, { name, type, bytes }) => size + name.length + type.length + bytes,
    MAX_RAW_BYTES,
  );

/**
 * Sets `$isPlain`: the sender declares nothing that would make the text another one than the gateway reads, which takes
 * every body for UTF-8. Names of headers come as the client wrote them: in lower case with HTTP/2, in any with HTTP/1.1.
 */
const checkEncoding = [
  "#set($isPlain = true)",
  "#foreach($name in $input.params().header.keySet())",
  "#set($header = $name.toLowerCase())",
  `#set($value = $input.params().header.get($name).toLowerCase().replaceAll(' ', '').replaceAll('\t', '').replaceAll('"', ''))`,
  "#if($header == 'content-encoding' && $value != 'identity' && $value != '')#set($isPlain = false)#end",
  "#set($start = $value.indexOf(';charset='))",
  "#if($header == 'content-type' && $start >= 0)",
  "#set($charset = $value.substring($start))",
  "#if($charset != ';charset=utf-8' && $charset != ';charset=utf8' && $charset.indexOf(';charset=utf-8;') != 0 && $charset.indexOf(';charset=utf8;') != 0)#set($isPlain = false)#end",
  "#if($charset.lastIndexOf(';charset=') > 0)#set($isPlain = false)#end",
  "#end",
  "#end",
].join("");

/**
 * SQS keeps a company's backlog from delaying the others': its group is the company. With an authorizer it is the verified
 * one, which no client can choose; else what the message claims, a UUID by the edge's model. In lower case, as it is stored:
 * spellings of one company are one group. SQS refuses an empty group: a message without a company is a group of its own.
 */
const groupOf = ({ withCompany }: SendMessageProps): string =>
  withCompany
    ? "&MessageGroupId=$util.urlEncode($context.authorizer.company_id)"
    : [
        "#set($company = $input.path('$.metadata.company_id'))",
        "#if($company && $company != '')&MessageGroupId=$util.urlEncode($company.toLowerCase())#end",
      ].join("");

/**
 * Continues the request's trace in the worker. SQS counts it towards no size, and refuses the message for one that is
 * none, so whatever is not a trace's id is left out: AWS documents the variable for access logs alone.
 * Its form: https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids
 */
const trace = [
  "#set($trace = $context.xrayTraceId)",
  "#if($trace && $trace.matches('1-[0-9a-f]{8}-[0-9a-f]{24}'))",
  "&MessageSystemAttribute.1.Name=AWSTraceHeader&MessageSystemAttribute.1.Value.DataType=String",
  "&MessageSystemAttribute.1.Value.StringValue=Root%3D$util.urlEncode($trace)",
  "#end",
].join("");

/**
 * Keeps the message's id for {@link acceptedTemplate}: a response's template sees nothing of the request but what was
 * overridden, and the URI has no parameter of this name that the override would change. In lower case, as it is stored.
 */
const keepId = [
  "#set($message_id = $input.path('$.metadata.message_id'))",
  "#set($context.requestOverride.path.message_id = $message_id.toLowerCase())",
].join("");

/**
 * The types that are let in, each as some client writes it. AWS does not say whether API Gateway compares the header's
 * parameters, too; where it does not, the first one is enough.
 */
export const jsonTypes = [
  "application/json",
  ...["; ", ";"].flatMap((separator) =>
    ["charset=utf-8", "charset=UTF-8"].map((charset) => `application/json${separator}${charset}`),
  ),
];

/**
 * The body is URL-encoded: otherwise a `&` in it would add parameters of the sender's choice. A template cannot refuse
 * a request; it can only leave out what SQS refuses to do without ({@link refusedTemplate}).
 */
export const sendMessageTemplate = (props: SendMessageProps): string => {
  const attributes = attributesOf(props).map((attribute, index) => `&${toParameters(attribute, index)}`);
  const message = `&MessageBody=$util.urlEncode($input.body)${groupOf(props)}${attributes.join("")}`;
  return `Action=SendMessage${checkEncoding}#if($isPlain == true)${message}${trace}${keepId}#end`;
};

const toResponse = (problem: Problem): string =>
  [
    `#set($context.responseOverride.status = ${problem.status})`,
    ...Object.entries(problemHeaders(problem)).map(
      ([name, value]) => `#set($context.responseOverride.header.${name} = ${value})`,
    ),
    problemTemplate(problem),
  ].join("");

/** Where the record will be. */
const location = [
  "#set($message_id = $context.requestOverride.path.message_id)",
  `#if($message_id && $message_id != '')#set($context.responseOverride.header.Location = "$context.path/$message_id")#end`,
].join("");

const accepted: t.TypeOf<typeof Accepted> = { request_id: "$context.requestId", queued_as: "$id" };

/** A 2xx without a message id did not come from SQS: whether the message is queued is unknown then. */
export const acceptedTemplate = [
  "#set($id = $input.path('$.SendMessageResponse.SendMessageResult.MessageId'))",
  `#if($id && $id != '')${location}${JSON.stringify(accepted)}`,
  `#else${toResponse(problems.unavailable)}`,
  "#end",
].join("");

/** The last one is KMS's, where the queue has a customer-managed key. */
const throttlingCodes = [
  "RequestThrottled",
  "Throttling",
  "ThrottlingException",
  "OverLimit",
  "KMS.ThrottlingException",
];

/**
 * SQS has the same status for a message that is too long and for a missing queue. Only the sender's errors become a
 * 4xx. SQS's own messages contain ARNs and are never passed on.
 *
 * Two codes say as well that a request of ours is wrong, of which the sender knows nothing: `InvalidParameterValue` is
 * the sender's for the message's length alone ("Reason: Message must be shorter than 262302 bytes."), and
 * `MissingParameter` where {@link sendMessageTemplate} left the message out, and so kept no id.
 * Codes: AWS SQS API reference, SendMessage, "Errors", in the names of the query protocol.
 */
export const refusedTemplate = [
  "#set($code = $input.path('$.Error.Code'))",
  "#set($reason = $input.path('$.Error.Message'))",
  "#set($kept = $context.requestOverride.path.message_id)",
  `#if($code == 'InvalidParameterValue' && $reason && $reason.indexOf('must be shorter than') >= 0)${toResponse(problems.tooLarge)}`,
  `#elseif($code == 'MissingParameter' && !$kept)${toResponse(problems.unsupportedEncoding)}`,
  `#elseif($code == 'InvalidMessageContents')${toResponse(problems.invalidCharacters)}`,
  `#elseif(${throttlingCodes.map((code) => `$code == '${code}'`).join(" || ")})${toResponse(problems.unavailable)}`,
  `#else${toResponse(problems.sendFailed)}`,
  "#end",
].join("");
