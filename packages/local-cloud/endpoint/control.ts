// The control API under /_local: what the local cloud is doing, and faults on demand.
import type { Description } from "../core/description.ts";
import type { HttpRequest, HttpResponse } from "../core/http.ts";
import { parseJson } from "../core/json.ts";
import type { Log } from "../core/log.ts";
import type { LogHistory } from "../core/log-history.ts";
import type { Connection, Outcome } from "../core/server.ts";
import type { CloudState, QueuedMessage } from "../core/state.ts";
import type { OpenEventStream } from "./event-stream.ts";
import type { Faults } from "./faults.ts";
import type { UsedOperation } from "../policy/used-operations.ts";
import { pageGuards } from "./page-guards.ts";
import type { SendRequest } from "./send-request.ts";

export type ControlDeps = {
  readonly state: () => CloudState;
  readonly events: OpenEventStream;
  readonly description: Description;
  readonly faults: Faults;
  /** Those of the stack: what faults are worth setting on. */
  readonly operations: readonly UsedOperation[];
  readonly log: Log;
  readonly history: Pick<LogHistory, "search">;
  readonly messages: {
    readonly peek: (queue: string, max: number, containing: string) => readonly QueuedMessage[] | undefined;
    readonly drop: (queue: string, messageId: string) => boolean;
  };
  readonly sendRequest: SendRequest;
};

type Call = HttpRequest & Pick<Connection, "signal">;
type Methods = Readonly<Record<string, (call: Call) => Outcome | Promise<Outcome>>>;

const json = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): HttpResponse => ({
  status,
  headers: { ...pageGuards, "content-type": "application/json", ...headers },
  body: Buffer.from(JSON.stringify(body)),
});

const refuse = (error: string, status = 400): HttpResponse => json({ error }, status);

/** Undefined for a body that is no JSON. */
const jsonOf = ({ body }: HttpRequest): unknown => parseJson(body.toString("utf8"));

const faultMethods = ({ faults, log }: ControlDeps): Methods => ({
  GET: () => json(faults.rules()),
  PUT: (call) => {
    const rules = jsonOf(call);
    if (rules === undefined) return refuse("the body is not JSON");
    const decoded = faults.replace(rules);
    if (!decoded.ok) return refuse(decoded.reason);
    log("INFO", "faults", "rules set", { rules: faults.rules() });
    return json(faults.rules());
  },
  DELETE: () => {
    if (faults.rules().length > 0) log("INFO", "faults", "rules cleared");
    faults.clear();
    return json(faults.rules());
  },
});

type Search = { readonly containing: string; readonly limit: number };

/** Looks for what the query asks: the newest or oldest 100, and without `containing` whatever they hold. */
const search = ({ url }: HttpRequest, find: (search: Search) => HttpResponse): HttpResponse => {
  const query = new URLSearchParams(url.split("?")[1]);
  const limit = Number(query.get("limit") ?? 100);
  return Number.isInteger(limit) && limit >= 1 && limit <= 1_000
    ? find({ containing: query.get("containing") ?? "", limit })
    : refuse("limit: expected 1 to 1000");
};

/** Each line as it was written, beside its number: a line may have an `id` of its own. */
const toLogAnswer = (lines: ReturnType<LogHistory["search"]>): HttpResponse => {
  const entries = lines.map(([id, line]) => `{"id":${id},"entry":${line.trim()}}`);
  return { ...json([]), body: Buffer.from(`[${entries.join(",")}]`) };
};

/** What lies in a queue, and each message of it. */
const messageMethods = ({ messages }: ControlDeps, path: string): Methods | undefined => {
  const [, queue = "", id] = /^queues\/([\w-]+)\/messages(?:\/([\w-]+))?$/.exec(path) ?? [];
  if (queue === "") return undefined;
  if (id !== undefined)
    return {
      DELETE: () =>
        messages.drop(queue, id)
          ? json({ dropped: id })
          : refuse(`there is no message ${id} in ${queue}`, 404),
    };
  return {
    GET: (call) =>
      search(call, ({ containing, limit }) => {
        const found = messages.peek(queue, limit, containing);
        return found === undefined ? refuse(`there is no queue ${queue}`, 404) : json(found);
      }),
  };
};

const toRoutes = (deps: ControlDeps): ReadonlyMap<string, Methods> =>
  new Map<string, Methods>([
    ["state", { GET: () => json(deps.state()) }],
    [
      "events",
      {
        GET: ({ headers, signal }) => ({
          kind: "stream",
          headers: { ...pageGuards, "content-type": "text/event-stream" },
          body: deps.events(headers["last-event-id"]?.toString(), signal),
        }),
      },
    ],
    ["description", { GET: () => json(deps.description) }],
    ["faults", faultMethods(deps)],
    ["operations", { GET: () => json(deps.operations) }],
    [
      "log",
      {
        GET: (call) =>
          search(call, ({ containing, limit }) => toLogAnswer(deps.history.search(containing, limit))),
      },
    ],
    [
      "requests",
      {
        POST: async (call) => {
          const sent = await deps.sendRequest(jsonOf(call), call.signal);
          return sent.ok ? json(sent.answer) : refuse(sent.reason, sent.status);
        },
      },
    ],
  ]);

export type Control = (
  request: HttpRequest,
  connection: Pick<Connection, "signal">,
) => Outcome | Promise<Outcome>;

/** Handles every request under `/_local`; errors are `{error: "…"}`. */
export const makeControl = (deps: ControlDeps): Control => {
  const routes = toRoutes(deps);
  return (request, { signal }) => {
    const { method, url } = request;
    const path = url.split("?")[0] ?? "";
    const name = path.slice("/_local/".length);
    const methods = routes.get(name) ?? messageMethods(deps, name);
    if (methods === undefined) return refuse(`there is no ${path}`, 404);
    const answer = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (answer !== undefined) return answer({ ...request, signal });
    const allow = Object.keys(methods).join(", ");
    return json({ error: `${method} is not allowed here` }, 405, { allow });
  };
};
