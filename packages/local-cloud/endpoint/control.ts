// The control API under /_local: what the local cloud is doing, and faults on demand.
import { parseJson } from "../core/json.ts";
import type { Faults } from "./faults.ts";
import type { HttpRequest, HttpResponse } from "../core/http.ts";
import type { AlarmState, InboxEntry, QueueDepth, QueueDepths } from "../core/state.ts";
import type { FunctionState } from "../core/functions.ts";

export type ControlDeps = {
  readonly queues: QueueDepths;
  readonly functions: () => readonly FunctionState[];
  readonly alarms: () => readonly AlarmState[];
  readonly inbox: () => readonly InboxEntry[];
  readonly faults: Faults;
};

type Answer = { readonly status: number; readonly body: unknown; readonly allow?: string };

const toQueueState = ({ name, visible, in_flight, delayed, oldest_sent_at }: QueueDepth) => ({
  name,
  visible,
  in_flight,
  delayed,
  oldest_sent_at,
});

const toState = ({ queues, functions, alarms, inbox }: ControlDeps) => ({
  queues: queues().map(toQueueState),
  functions: functions(),
  alarms: alarms(),
  inbox: inbox(),
});

const replaceFaults = (faults: Faults, body: Buffer): Answer => {
  const rules = parseJson(body.toString("utf8"));
  if (rules === undefined) return { status: 400, body: { error: "the body is not JSON" } };
  const decoded = faults.replace(rules);
  return decoded.ok
    ? { status: 200, body: faults.rules() }
    : { status: 400, body: { error: decoded.reason } };
};

const answerFaults = (faults: Faults, { method, body }: HttpRequest): Answer => {
  switch (method) {
    case "GET":
      return { status: 200, body: faults.rules() };
    case "PUT":
      return replaceFaults(faults, body);
    case "DELETE":
      faults.clear();
      return { status: 200, body: faults.rules() };
    default:
      return { status: 405, body: { error: `${method} is not allowed here` }, allow: "GET, PUT, DELETE" };
  }
};

const answer = (deps: ControlDeps, request: HttpRequest): Answer => {
  const path = request.url.split("?")[0];
  if (path === "/_local/faults") return answerFaults(deps.faults, request);
  if (path !== "/_local/state") return { status: 404, body: { error: `there is no ${path}` } };
  if (request.method === "GET") return { status: 200, body: toState(deps) };
  return { status: 405, body: { error: `${request.method} is not allowed here` }, allow: "GET" };
};

/** Handles every request under `/_local`; errors are `{error: "…"}`. */
export const makeControl =
  (deps: ControlDeps): ((request: HttpRequest) => HttpResponse) =>
  (request) => {
    const { status, body, allow } = answer(deps, request);
    return {
      status,
      headers: { "content-type": "application/json", ...(allow === undefined ? {} : { allow }) },
      body: Buffer.from(JSON.stringify(body)),
    };
  };
