// API Gateway's proxy events, and a transient failure, for tests.
import type { ApiRequest } from "./api-request.ts";
import type { TransientFailure } from "@message-handler/domain/failure.ts";

export const throttled: TransientFailure = {
  kind: "Transient",
  code: "ThrottlingException",
  detail: "GetItem failed: it was throttled.",
  needsOperator: false,
};

type EventParts = {
  readonly method?: string;
  readonly resource?: string;
  readonly id?: string;
  readonly query?: Readonly<Record<string, readonly string[]>> | null;
  readonly authorizer?: Readonly<Record<string, unknown>> | null;
};

/** As API Gateway's REST API makes it; the parts that nothing reads are left out. */
export const aProxyEvent = ({
  method = "GET",
  resource,
  id,
  query = null,
  authorizer,
}: EventParts): unknown => ({
  httpMethod: method,
  resource: resource ?? (id === undefined ? "/messages" : "/messages/{message_id}"),
  pathParameters: id === undefined ? null : { message_id: id },
  multiValueQueryStringParameters: query,
  requestContext: { requestId: "request-1", ...(authorizer === undefined ? {} : { authorizer }) },
});

export const aQuery = (query: Readonly<Record<string, readonly string[]>>): ApiRequest["query"] =>
  new Map(Object.entries(query));
