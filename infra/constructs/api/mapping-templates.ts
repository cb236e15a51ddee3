// The Velocity templates between the API and the queue: tested as text, without a synth.
import { problems, type Problem } from "@message-handler/api-contract/problems.ts";
import { problemHeaders, problemTemplate } from "./problem-template.ts";

type MessageAttribute = { readonly name: string; readonly type: "String" | "Number"; readonly value: string };

const toParameters = ({ name, type, value }: MessageAttribute, index: number): string =>
  [
    `MessageAttribute.${index + 1}.Name=${name}`,
    `MessageAttribute.${index + 1}.Value.DataType=${type}`,
    `MessageAttribute.${index + 1}.Value.StringValue=${value}`,
  ].join("&");

/** Set by the gateway, never by a client: they survive retries, the dead-letter queue and a redrive. */
const messageAttributes: readonly MessageAttribute[] = [
  { name: "request_id", type: "String", value: "$context.requestId" },
  { name: "received_at", type: "Number", value: "$context.requestTimeEpoch" },
];

/** From the verified token: whatever company a client names elsewhere, this is who it speaks for. */
const companyAttribute: MessageAttribute = {
  name: "company_id",
  type: "String",
  // A UUID, which needs no encoding; but the one place that relies on it is not here.
  value: "$util.urlEncode($context.authorizer.company_id)",
};

/**
 * The body travels URL-encoded: unencoded, a `&` in it would add parameters of the sender's choice.
 * `withCompany`: an authorizer says which company the caller speaks for.
 */
export const sendMessageTemplate = ({ withCompany }: { readonly withCompany: boolean }): string =>
  [
    "Action=SendMessage",
    "MessageBody=$util.urlEncode($input.body)",
    ...[...messageAttributes, ...(withCompany ? [companyAttribute] : [])].map(toParameters),
  ].join("&");

const answer = (problem: Problem): string =>
  [
    `#set($context.responseOverride.status = ${problem.status})`,
    ...Object.entries(problemHeaders(problem)).map(
      ([name, value]) => `#set($context.responseOverride.header.${name} = ${value})`,
    ),
    problemTemplate(problem),
  ].join("");

/** A 2xx without a message id did not come from SQS: whether the message is queued is not known then. */
export const acceptedTemplate = [
  "#set($id = $input.path('$.SendMessageResponse.SendMessageResult.MessageId'))",
  `#if($id && $id != ''){"request_id":"$context.requestId","queued_as":"$id"}`,
  `#else${answer(problems.unavailable)}`,
  "#end",
].join("");

/**
 * SQS says with the same status that a message is too long and that the queue is gone. Only what is the sender's
 * fault is a 4xx; the rest is ours. SQS's own words name ARNs and are never passed on.
 * Codes: AWS SQS API reference, SendMessage, "Errors", in the names of the query protocol.
 */
export const refusedTemplate = [
  "#set($code = $input.path('$.Error.Code'))",
  `#if($code == 'InvalidParameterValue')${answer(problems.tooLarge)}`,
  `#elseif($code == 'InvalidMessageContents')${answer(problems.invalidCharacters)}`,
  `#elseif($code == 'RequestThrottled' || $code == 'Throttling' || $code == 'ThrottlingException' || $code == 'OverLimit')${answer(problems.unavailable)}`,
  `#else${answer(problems.sendFailed)}`,
  "#end",
].join("");
