// Whether an answer is one that the API's description has, and keeps to itself what was sent.
import {
  ProblemDetails,
  Accepted,
  MessageRecord,
  RecordPage,
} from "@message-handler/api-contract/response-bodies.ts";
import { routes, type Route } from "@message-handler/api-contract/routes.ts";
import { problemContentType, problems } from "@message-handler/api-contract/problems.ts";
import { toText } from "./body.ts";
import type { FuzzRequest } from "./request.ts";
import type { RawAnswer } from "./send-raw.ts";

const allRoutes: readonly Route[] = Object.values(routes);

/** `status code` of each. */
const documented = new Set(
  [...allRoutes.flatMap((route) => route.problems), problems.routeNotFound].map(
    ({ status, code }) => `${status} ${code}`,
  ),
);

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const isProblem = ({ head, status, body }: RawAnswer): boolean => {
  const json = parse(body);
  return (
    head.toLowerCase().includes(`content-type: ${problemContentType}`) &&
    ProblemDetails.is(json) &&
    json.status === status &&
    documented.has(`${status} ${json.code}`)
  );
};

const successes: Readonly<Record<string, (json: unknown) => boolean>> = {
  "POST 202": Accepted.is,
  "GET 200": (json) => MessageRecord.is(json) || RecordPage.is(json),
};

/** What SQS does not take: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const unqueueable = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** A valid message, sent as the API asks. */
const isDueYes = ({ method, headers, body, isHttp }: FuzzRequest): boolean =>
  isHttp &&
  method === "POST" &&
  body.is === "valid" &&
  headers.length === 1 &&
  headers.every(([name, value]) => name === "content-type" && value === "application/json") &&
  !unqueueable.test(toText(body));

/** What is wrong with it; undefined: nothing. */
export const judgeAnswer = (
  request: FuzzRequest,
  answer: RawAnswer | undefined,
  markers: readonly string[],
): string | undefined => {
  const { method, body, isHttp } = request;
  if (answer === undefined) return isHttp ? "there was no answer" : undefined;
  const { status, head, body: text } = answer;
  const isRecord = method === "GET" && status === 200;
  if (status >= 500) return `it was answered with ${status}`;
  const said = `${head}\n${text}`.toLowerCase();
  if (!isRecord && markers.some((marker) => said.includes(marker)))
    return `the answer ${status} holds a value that was sent`;
  if (status === 202 && body.is === "unknown" && parse(toText(body)) === undefined)
    return "it is no JSON, and was accepted";
  if (isDueYes(request) && status !== 202 && status !== 404)
    return `it is valid, and was answered with ${status}`;
  if (status < 300)
    return successes[`${method} ${status}`]?.(parse(text)) === true
      ? undefined
      : `the answer ${status} is none that is described`;
  // Its body is never sent.
  if (method === "HEAD") return undefined;
  return isProblem(answer) || !isHttp ? undefined : `the answer ${status} is no described problem`;
};
