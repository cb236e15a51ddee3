// The part of API Gateway's proxy event (REST API) that a query needs.
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";

export type ApiRequest = {
  readonly method: string;
  /** The route's own path, not the request's: `/messages/{message_id}`. */
  readonly resource: string;
  readonly pathParameters: ReadonlyMap<string, string>;
  readonly query: ReadonlyMap<string, readonly string[]>;
  readonly requestId: string;
  /** From the authorizer alone; empty, which matches none, when it names no company that can be read. */
  readonly callerCompany?: string;
};

const nullable = <C extends t.Mixed>(codec: C) => t.union([codec, t.null, t.undefined]);

const ProxyEvent = t.type({
  httpMethod: t.string,
  resource: t.string,
  pathParameters: nullable(t.record(t.string, t.string)),
  multiValueQueryStringParameters: nullable(t.record(t.string, t.readonlyArray(t.string))),
  requestContext: t.type({ requestId: t.string, authorizer: nullable(t.UnknownRecord) }),
});
type ProxyEvent = t.TypeOf<typeof ProxyEvent>;

/** A Lambda authorizer always names a principal: where neither is named, none was asked. */
const toCallerCompany = ({ requestContext }: ProxyEvent): Pick<ApiRequest, "callerCompany"> => {
  const authorizer = requestContext.authorizer ?? {};
  if (!["company_id", "principalId"].some((name) => Object.hasOwn(authorizer, name))) return {};
  const company = Object.hasOwn(authorizer, "company_id") ? authorizer["company_id"] : undefined;
  return { callerCompany: typeof company === "string" ? company.toLowerCase() : "" };
};

const toApiRequest = (event: ProxyEvent): ApiRequest => ({
  method: event.httpMethod,
  resource: event.resource,
  pathParameters: new Map(Object.entries(event.pathParameters ?? {})),
  query: new Map(Object.entries(event.multiValueQueryStringParameters ?? {})),
  requestId: event.requestContext.requestId,
  ...toCallerCompany(event),
});

/** A Left lists the invalid paths and no value. */
export const decodeApiRequest = (event: unknown): E.Either<readonly string[], ApiRequest> => {
  const decoded = ProxyEvent.decode(event);
  if (E.isRight(decoded)) return E.right(toApiRequest(decoded.right));
  return E.left(
    decoded.left.map(({ context }) => ["event", ...context.slice(1).map(({ key }) => key)].join(".")),
  );
};
