// The newest requests that were about a message, as the log shows them, and what is on record of each message.
import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { getItem } from "../aws/dynamodb.ts";
import { textOf } from "../aws/item.ts";
import { makeLoad } from "../elements/load.ts";
import { emptyNote, errorNote } from "../elements/notes.ts";
import { formatTime } from "../elements/time.ts";
import { peek } from "../live/queued.ts";
import type { LogEntry, Queue } from "../live/wire.ts";
import { toHash } from "../shell/route.ts";
import { statusWord } from "./record-list.ts";
import type { Records } from "./records.ts";

const most = 30;
/** Of each dead-letter queue, the newest of the requests are looked for among so many. */
const mostLetters = 200;

/** Newest first. */
const recentSubjects = (requests: readonly LogEntry[]): readonly LogEntry[] =>
  requests
    .filter(({ fields }) => typeof fields["subject"] === "string")
    .slice(-most)
    .toReversed();

const isRefused = ({ fields }: LogEntry): boolean => Number(fields["status"]) >= 400;

/** By the request's number. */
type Results = {
  readonly statuses: ReadonlyMap<number, string>;
  /** Those without a record whose message is a dead letter now. */
  readonly dead: ReadonlySet<number>;
};

const none: Results = { statuses: new Map(), dead: new Set() };

/** The result of a request is the status of its message's record, which is asked for until there is one. */
export const makeRecent = (update: () => void) => {
  const results = makeLoad<Results>(update);
  const known = (): Results => results.current().value ?? none;

  const look = async (
    records: Records,
    requests: readonly LogEntry[],
    deadLetterQueues: readonly Queue[],
  ): Promise<Results> => {
    const accepted = recentSubjects(requests).filter((entry) => !isRefused(entry));
    const asked = accepted.map(async ({ id, fields }) => {
      const key = { name: records.key, value: String(fields["subject"]) };
      const status = known().statuses.get(id) ?? textOf(await getItem(records.table, key), records.status);
      return status === undefined ? [] : [[id, status] as const];
    });
    const statuses = new Map((await Promise.all(asked)).flat());
    const letters = await Promise.all(
      deadLetterQueues.map(async ({ name, visible }) => (visible > 0 ? peek(name, mostLetters) : [])),
    );
    const dead = accepted.filter(
      ({ id, fields }) =>
        !statuses.has(id) && letters.flat().some(({ body }) => body.includes(String(fields["subject"]))),
    );
    return { statuses, dead: new Set(dead.map(({ id }) => id)) };
  };

  const result = (records: Records, entry: LogEntry): TemplateResult | typeof nothing => {
    const { reason } = entry.fields;
    if (isRefused(entry))
      return typeof reason === "string" ? html`<span class="danger">${reason}</span>` : nothing;
    const status = known().statuses.get(entry.id);
    if (status !== undefined) return statusWord(records, status);
    return known().dead.has(entry.id)
      ? html`<a class="danger" href=${toHash("dead-letters")}>dead letter</a>`
      : html`<span class="quiet">no record yet</span>`;
  };

  const row = (records: Records, entry: LogEntry): TemplateResult => {
    const { time, message, fields } = entry;
    const { subject, latency_ms } = fields;
    return html`<li>
      <a class="mono" href=${toHash("messages", String(subject))}>${String(subject)}</a>
      ${records.status === undefined ? nothing : html`<span class="result">${result(records, entry)}</span>`}
      <span class=${isRefused(entry) ? "danger" : "quiet"}>${message}</span>
      <span class="quiet latency">${Number(latency_ms)} ms</span>
      <time class="quiet" datetime=${time}>${formatTime(time)}</time>
    </li>`;
  };

  return {
    /** To be called each second while it is shown. */
    refresh: (records: Records, requests: readonly LogEntry[], deadLetterQueues: readonly Queue[]): void => {
      const isOpen = recentSubjects(requests).some(
        (entry) => !isRefused(entry) && !known().statuses.has(entry.id),
      );
      if (records.status !== undefined && isOpen && !results.current().isBusy)
        void results.run(async () => look(records, requests, deadLetterQueues));
    },
    view: (records: Records, requests: readonly LogEntry[]): TemplateResult => {
      const entries = recentSubjects(requests);
      const { problem } = results.current();
      return html`<section aria-labelledby="recent">
        <h2 id="recent">Newest requests <span class="aside">and what became of their messages</span></h2>
        ${problem === undefined ? nothing : errorNote(problem)}
        ${
          entries.length === 0
            ? emptyNote(html`None yet. <a href=${toHash("composer")}>Send one</a>.`)
            : html`<ul class="list records">
                ${repeat(
                  entries,
                  ({ id }) => id,
                  (entry) => row(records, entry),
                )}
              </ul>`
        }
      </section>`;
    },
  };
};
