// What the logs say of a message that is not on record: by the id of its request, or by the hash of its own id.
import { paginateFilterLogEvents } from "@aws-sdk/client-cloudwatch-logs";
import { parseJson } from "@message-handler/domain/message.ts";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { toLogGroup } from "../failures/failed-deliveries.ts";
import { sha256 } from "../sha256.ts";
import type { Target } from "../target/target.ts";

const Line = t.partial({
  message: t.unknown,
  timestamp: t.string,
  request_id: t.string,
  sha256: t.string,
  message_id_sha256: t.string,
  messages: t.array(t.partial({ request_id: t.string, outcome: t.string })),
});

export type LogTrace = {
  readonly requestId: string | undefined;
  readonly sha256: string | undefined;
  /** Of its latest delivery that ended: `Recorded`, `Failed`. */
  readonly outcome: string | undefined;
};

/** Undefined when no line names either. */
export const searchLogs = async (
  { stack, clients }: Pick<Target, "stack" | "clients">,
  id: string,
  since: Date,
  onEvents: (count: number) => void,
): Promise<LogTrace | undefined> => {
  const hash = sha256(id);
  const pages = paginateFilterLogEvents(
    { client: clients.logs },
    // A term is found wherever it stands in a line.
    { logGroupName: toLogGroup(stack), filterPattern: `?"${id}" ?"${hash}"`, startTime: since.getTime() },
  );
  let trace: LogTrace | undefined;
  for await (const { events = [] } of pages) {
    onEvents(events.length);
    for (const { message = "" } of events) {
      const parsed = parseJson(message);
      if (E.isLeft(parsed)) continue;
      const line = Line.decode(parsed.right);
      if (E.isLeft(line)) continue;
      const { request_id, sha256, message_id_sha256, messages = [] } = line.right;
      const isOwn = request_id === id || message_id_sha256 === hash || sha256 === id;
      const outcome = messages.find((each) => each.request_id === id)?.outcome;
      if (!isOwn && outcome === undefined) continue;
      trace = {
        requestId: (isOwn ? request_id : id) ?? trace?.requestId,
        sha256: sha256 ?? trace?.sha256,
        outcome: outcome ?? trace?.outcome,
      };
    }
  }
  return trace;
};

const Access = t.intersection([
  t.type({ request_id: t.string, status: t.string }),
  t.partial({ company_id: t.string }),
]);

export type LoggedRequest = {
  readonly id: string;
  readonly status: string;
  /** Where callers prove it. */
  readonly companyId: string | undefined;
  /** When it was answered, which is a moment after the message was accepted. */
  readonly at: Date;
};

/** Undefined when the access log has no such request. */
export const findRequest = async (
  { stack, clients }: Pick<Target, "stack" | "clients">,
  id: string,
  since: Date,
): Promise<LoggedRequest | undefined> => {
  const pages = paginateFilterLogEvents(
    { client: clients.logs },
    {
      logGroupName: `/aws/apigateway/${stack}-api-access`,
      filterPattern: `{ $.request_id = "${id}" }`,
      startTime: since.getTime(),
    },
  );
  for await (const { events = [] } of pages)
    for (const { message = "", timestamp = 0 } of events) {
      const parsed = parseJson(message);
      if (E.isLeft(parsed) || !Access.is(parsed.right)) continue;
      const { status, company_id } = parsed.right;
      const companyId = company_id === "-" ? undefined : company_id;
      return { id, status, companyId, at: new Date(timestamp) };
    }
  return undefined;
};
