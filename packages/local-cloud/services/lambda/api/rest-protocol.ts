// Lambda's REST API: method and path name the operation; path, query and JSON body together are its input.
import type { HttpRequest, HttpResponse } from "../../../core/http.ts";
import { parseInput } from "../../../core/json.ts";
import { ServiceError } from "../../../core/service.ts";
import type { Protocol } from "../../../endpoint/make-service.ts";

type Route = { readonly operation: string; readonly method: string; readonly path: RegExp };

const named = "(?<FunctionName>[^/]+)";

const route = (operation: string, method: string, path: string): Route => ({
  operation,
  method,
  path: new RegExp(`^/${path}/?$`),
});

const routes: readonly Route[] = [
  route("GetAccountSettings", "GET", "2016-08-19/account-settings"),
  route("ListFunctions", "GET", "2015-03-31/functions"),
  route("GetFunction", "GET", `2015-03-31/functions/${named}`),
  route("GetFunctionConfiguration", "GET", `2015-03-31/functions/${named}/configuration`),
  route("GetFunctionConcurrency", "GET", `2019-09-30/functions/${named}/concurrency`),
  route("ListEventSourceMappings", "GET", "2015-03-31/event-source-mappings"),
  route("GetEventSourceMapping", "GET", "2015-03-31/event-source-mappings/(?<UUID>[^/]+)"),
  route("UpdateEventSourceMapping", "PUT", "2015-03-31/event-source-mappings/(?<UUID>[^/]+)"),
  // Known by name only, for the message that refuses them.
  route("Invoke", "POST", `2015-03-31/functions/${named}/invocations`),
  route("UpdateFunctionConfiguration", "PUT", `2015-03-31/functions/${named}/configuration`),
  route("PutFunctionConcurrency", "PUT", `2017-10-31/functions/${named}/concurrency`),
];

const splitUrl = (url: string): readonly [path: string, query: string] => {
  const [path = "", query = ""] = url.split("?");
  return [path, query];
};

const find = ({ method, url }: HttpRequest) => {
  const [path, query] = splitUrl(url);
  for (const each of routes) {
    const match = each.method === method ? each.path.exec(path) : null;
    if (match !== null) return { operation: each.operation, groups: match.groups ?? {}, query };
  }
  return undefined;
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new ServiceError("InvalidParameterValueException", "The path is not percent-encoded UTF-8.");
  }
};

const toResponse = (status: number, body: object, headers: Readonly<Record<string, string>> = {}) =>
  ({
    status,
    headers: { "content-type": "application/json", ...headers },
    body: Buffer.from(JSON.stringify(body)),
  }) satisfies HttpResponse;

export const restProtocol: Protocol = {
  nameOf: (request) => find(request)?.operation,
  readInput: (request) => {
    const found = find(request);
    const body = request.body.length === 0 ? {} : parseInput(request.body.toString("utf8"));
    if (typeof body !== "object" || Array.isArray(body))
      throw new ServiceError("InvalidRequestContentException", "The body is no JSON object.");
    const path = Object.entries(found?.groups ?? {}).map(([name, text]) => [name, decode(text)] as const);
    return { ...body, ...Object.fromEntries([...new URLSearchParams(found?.query), ...path]) };
  },
  toAnswerResponse: (_request, operation, answer) =>
    toResponse(operation === "UpdateEventSourceMapping" ? 202 : 200, answer),
  toErrorResponse: (_request, { code, message, status }) =>
    toResponse(status, { Type: status < 500 ? "User" : "Service", message }, { "x-amzn-errortype": code }),
};
