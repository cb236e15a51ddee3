// The API's routes: what each takes and answers. The gateway, the functions and the OpenAPI file are made from them.
import { Limit, ListParameters } from "@message-handler/domain/list-query.ts";
import { Message } from "@message-handler/domain/message.ts";
import { ownProps } from "@message-handler/domain/own-props.ts";
import { RecordKey } from "@message-handler/domain/record.ts";
import type * as t from "io-ts";
import { invalidParameters, problems, type Problem } from "./problems.ts";
import { Accepted, MessageRecord, RecordPage } from "./response-bodies.ts";

/** An object's codec with the codecs of its fields. */
export type Parameters = t.Mixed & { readonly props: t.Props };

export type Route = {
  readonly method: "GET" | "POST";
  /** Under the stage; parameters in braces, as API Gateway and OpenAPI both write them. */
  readonly path: string;
  readonly pathParameters?: Parameters;
  readonly queryParameters?: Parameters;
  /** JSON. */
  readonly requestBody?: t.Mixed;
  readonly response: { readonly status: 200 | 202; readonly body: t.Mixed };
  /** Every one that the route answers with: a code twice, where it has several details. */
  readonly problems: readonly Problem[];
};

/** By the gateway, on any route. */
const gatewayProblems = [
  problems.badRequest,
  problems.unauthorized,
  problems.forbidden,
  problems.tooManyRequests,
  problems.internal,
  problems.unavailable,
] as const;

export const postMessage = {
  method: "POST",
  path: "/messages",
  requestBody: Message,
  response: { status: 202, body: Accepted },
  problems: [
    problems.invalidBody,
    problems.invalidCharacters,
    problems.tooLarge,
    problems.unsupportedMediaType,
    problems.unsupportedEncoding,
    problems.sendFailed,
    ...gatewayProblems,
  ],
} as const satisfies Route;

export const listMessages = {
  method: "GET",
  path: "/messages",
  queryParameters: ListParameters,
  response: { status: 200, body: RecordPage },
  problems: [
    invalidParameters([{ parameter: "limit", expected: Limit.name }]),
    problems.otherCompany,
    problems.storeUnavailable,
    ...gatewayProblems,
  ],
} as const satisfies Route;

export const getMessage = {
  method: "GET",
  path: "/messages/{message_id}",
  pathParameters: ownProps({ message_id: RecordKey }),
  response: { status: 200, body: MessageRecord },
  problems: [
    invalidParameters([{ parameter: "message_id", expected: RecordKey.name }]),
    problems.messageNotFound,
    problems.storeUnavailable,
    ...gatewayProblems,
  ],
} as const satisfies Route;

/** By the operation's id in OpenAPI. */
export const routes = { postMessage, listMessages, getMessage } as const;

/** What clients act on beside the body: pages of other origins must be let read them (CORS). */
export const actionableHeaders = ["Location", "Retry-After", "WWW-Authenticate"];
