// The lines of the functions' logs and of the access log that tell of failures, and what became of what failed. Bounded:
// the newest hour, and of that so many pages at most, the newest first.
import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import type { Target } from "../target/target.ts";
import type { AccessLine, FunctionName, LogLine, Outcome } from "./facts.ts";
import { parseJson } from "./read-policy.ts";

export type Place = Pick<Target, "stack" | "clients"> & {
  /** Told of a log group whose newest lines may not have been read. */
  readonly onCut: (group: string) => void;
};
type Event = { readonly at: number; readonly json: unknown };
type Search = {
  readonly group: string;
  readonly pattern: string;
  readonly from: number;
  readonly to: number;
};

/** Milliseconds back from now at which a slice begins. */
const slices = [2, 10, 60].map((minutes) => minutes * 60_000);

/** Lines after which no older slice is read. */
const enough = 2000;

/** CloudWatch Logs answers a megabyte at a time, and may answer nothing and go on. */
const mostPages = 10;

const searchSlice = async (
  { clients, onCut }: Place,
  { group, pattern, from, to }: Search,
): Promise<readonly Event[]> => {
  const events: Event[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await clients.logs.send(
      new FilterLogEventsCommand({
        logGroupName: group,
        filterPattern: pattern,
        startTime: from,
        endTime: to,
        nextToken,
      }),
    );
    for (const { timestamp = 0, message = "" } of answer.events ?? [])
      events.push({ at: timestamp, json: parseJson(message) });
    ({ nextToken } = answer);
    if (nextToken === undefined) return events;
  }
  onCut(group);
  return events;
};

/** Oldest first. */
const search = async (
  place: Place,
  group: string,
  pattern: string,
  { at, since = 0 }: { readonly at: number; readonly since?: number },
): Promise<readonly Event[]> => {
  let found: readonly Event[] = [];
  // CloudWatch's clock may be ahead.
  let to = at + 60_000;
  for (const back of slices) {
    const from = Math.max(at - back, since);
    if (from > to) break;
    found = [...(await searchSlice(place, { group, pattern, from, to })), ...found];
    if (found.length >= enough) break;
    to = from - 1;
  }
  return found.toSorted((left, right) => left.at - right.at);
};

const Text = t.union([t.string, t.null, t.undefined]);
const Line = t.partial({
  level: t.string,
  message: t.unknown,
  code: Text,
  detail: Text,
  requestId: Text,
  request_id: Text,
  sqs_message_id: Text,
  sha256: Text,
  receive_count: t.number,
  fields: t.array(t.partial({ path: t.string })),
  type: t.string,
  record: t.partial({ status: t.string, errorType: t.string }),
});
const Thrown = t.intersection([t.type({ errorType: t.string }), t.partial({ errorMessage: t.string })]);

/** @param invocation its id, which the runtime gives with each line but those of a start */
const toThrown = (message: unknown, invocation: string): LogLine["thrown"] =>
  Thrown.is(message)
    ? { type: message.errorType, message: message.errorMessage ?? "", isAtStart: invocation === "" }
    : undefined;

const toLogLine = ({ at, json }: Event): readonly LogLine[] => {
  const line = Line.decode(json);
  if (E.isLeft(line)) return [];
  const { level = "", message, code, detail, request_id, sqs_message_id, sha256 } = line.right;
  const { receive_count: receiveCount = 0, fields = [], type, record } = line.right;
  const isReport = type?.startsWith("platform.") === true;
  return [
    {
      at,
      level,
      message: typeof message === "string" ? message : "",
      code: code ?? "",
      detail: detail ?? "",
      requestId: request_id ?? undefined,
      sqsMessageId: sqs_message_id ?? undefined,
      sha256: sha256 ?? "",
      receiveCount,
      fields: fields.flatMap(({ path }) => path ?? []),
      thrown: toThrown(message, line.right.requestId ?? ""),
      report: isReport
        ? { type: type ?? "", status: record?.status ?? "", errorType: record?.errorType ?? "" }
        : undefined,
    },
  ];
};

const failures =
  '{ $.level = "ERROR" || $.level = "FATAL" || $.level = "WARN" || $.message = "message rejected" || $.record.status = "timeout" || $.record.status = "failure" || $.record.status = "error" }';

/** None where the function has not logged anything yet, as Lambda may not have made its group. */
export const readLines = async (
  place: Place,
  name: FunctionName,
  at: number,
): Promise<readonly LogLine[]> => {
  const events = await search(place, `/aws/lambda/${place.stack}-${name}`, failures, { at });
  return events.flatMap(toLogLine);
};

const Batch = t.type({
  messages: t.array(
    t.intersection([t.type({ outcome: t.string }), t.partial({ request_id: Text, sqs_message_id: Text })]),
  ),
});

/** What became of the deliveries since then. */
export const readOutcomes = async (
  place: Place,
  { at, since }: { readonly at: number; readonly since: number },
): Promise<readonly Outcome[]> => {
  const pattern = '{ $.message = "batch end*" }';
  const group = `/aws/lambda/${place.stack}-process-message`;
  const events = await search(place, group, pattern, { at, since });
  return events.flatMap(({ at: endedAt, json }) =>
    Batch.is(json)
      ? json.messages.map(({ outcome, request_id, sqs_message_id }) => ({
          at: endedAt,
          outcome,
          requestId: request_id ?? undefined,
          sqsMessageId: sqs_message_id ?? undefined,
        }))
      : [],
  );
};

const Access = t.intersection([
  t.type({
    request_id: t.string,
    method: t.string,
    route: t.string,
    status: t.string,
    error_type: t.string,
    integration_status: t.string,
  }),
  t.partial({ company_id: t.string }),
]);

const toAccessLine = ({ at, json }: Event): readonly AccessLine[] => {
  if (!Access.is(json)) return [];
  const { request_id, method, route, status, error_type, integration_status, company_id } = json;
  return [
    {
      at,
      requestId: request_id,
      method,
      route,
      status,
      errorType: error_type,
      integrationStatus: integration_status,
      companyId: company_id === "-" ? undefined : company_id,
    },
  ];
};

const readAccess = async (
  place: Place,
  pattern: string,
  times: { readonly at: number; readonly since?: number },
): Promise<readonly AccessLine[]> =>
  (await search(place, `/aws/apigateway/${place.stack}-api-access`, pattern, times)).flatMap(toAccessLine);

/** Requests that were refused or failed. A 404 is an answer. */
export const readRefused = async (place: Place, at: number): Promise<readonly AccessLine[]> =>
  readAccess(place, '{ ($.status = "4*" && $.status != "404") || $.status = "5*" }', { at });

export const readAnswered = async (
  place: Place,
  times: { readonly at: number; readonly since: number },
): Promise<readonly AccessLine[]> => readAccess(place, '{ $.status = "2*" || $.status = "404" }', times);
