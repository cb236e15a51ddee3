// Reads a request in either of SQS's protocols: AWS JSON 1.0, and the query protocol that API Gateway speaks.
import { parseInput } from "../../../core/json.ts";
import type { Account } from "../../../core/account.ts";
import type { HttpRequest } from "../../../core/http.ts";
import { decodeForm } from "../../../core/query-form.ts";
import { toQueryInput } from "./query-input.ts";
import { invalidParameter, SqsError } from "../sqs-error.ts";

export type Protocol = "json" | "query-json" | "query-xml";

type SqsRequest = {
  readonly operation: string;
  /** Throws an SqsError for what cannot be read. The same at every call. */
  readonly input: () => unknown;
};

const target = ({ headers }: HttpRequest): string | undefined => {
  const header = headers["x-amz-target"];
  return typeof header === "string" && header.startsWith("AmazonSQS.")
    ? header.slice("AmazonSQS.".length)
    : undefined;
};

/** The query protocol answers XML, unless the client asks for JSON as API Gateway does. */
export const protocolOf = (request: HttpRequest): Protocol => {
  if (target(request) !== undefined) return "json";
  return request.headers.accept?.includes("application/json") === true ? "query-json" : "query-xml";
};

const readJson = ({ body }: HttpRequest): unknown => {
  const input = parseInput(body.length === 0 ? "{}" : body.toString("utf8"));
  if (input === undefined) throw new SqsError("SerializationException", "The body is not a JSON document.");
  return input;
};

const isForm = ({ headers }: HttpRequest): boolean =>
  /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers["content-type"] ?? "");

/** Parameters stand in the URL, in the body, or in both. */
const formOf = (request: HttpRequest): string => {
  const query = request.url.includes("?") ? request.url.slice(request.url.indexOf("?") + 1) : "";
  return isForm(request) ? `${query}&${request.body.toString("latin1")}` : query;
};

const pathOf = (url: string): string => url.split("?")[0] ?? "";

/** `/000000000000/jobs` names the queue; so does the parameter QueueUrl, which must not name another. */
const withQueueOfPath = (url: string, input: object, account: Account): object => {
  const path = pathOf(url);
  if (path === "/") return input;
  const queueUrl = account.awsEndpoint + path;
  const given = "QueueUrl" in input && typeof input.QueueUrl === "string" ? input.QueueUrl : queueUrl;
  const givenPath = URL.canParse(given) ? new URL(given).pathname : given;
  if (givenPath !== path)
    throw invalidParameter("QueueUrl and the path of the request name different queues.");
  return { ...input, QueueUrl: queueUrl };
};

const readQuery = (request: HttpRequest, account: Account): unknown =>
  withQueueOfPath(request.url, toQueryInput(decodeForm(formOf(request))), account);

/** `input` of the first call is that of all. */
const once = (readInput: () => unknown): (() => unknown) => {
  let outcome: { readonly input: unknown } | undefined;
  return () => (outcome ??= { input: readInput() }).input;
};

const read = (request: HttpRequest, account: Account): SqsRequest | undefined => {
  const operation = target(request);
  if (operation !== undefined) return { operation, input: once(() => readJson(request)) };
  const action = new URLSearchParams(formOf(request)).get("Action");
  const mayBeQueue = /^\/(\d{12}\/[^/]+)?$/.test(pathOf(request.url));
  if (action === null || !mayBeQueue) return undefined;
  return { operation: action, input: once(() => readQuery(request, account)) };
};

/** Whoever authorises a request and whoever carries it out read it once. */
const requests = new WeakMap<HttpRequest, SqsRequest>();

/** Undefined when the request is in neither protocol. */
export const readSqsRequest = (request: HttpRequest, account: Account): SqsRequest | undefined => {
  const found = requests.get(request) ?? read(request, account);
  if (found !== undefined) requests.set(request, found);
  return found;
};
