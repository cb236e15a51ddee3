// The newest requests that were about a message, as the log shows them, and what is on record of each message.
import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { getItem } from "../aws/dynamodb.ts";
import { textOf } from "../aws/item.ts";
import { makeLoad } from "../elements/load.ts";
import { emptyNote, errorNote } from "../elements/notes.ts";
import { formatTime } from "../elements/time.ts";
import type { LogEntry } from "../live/wire.ts";
import { toHash } from "../shell/route.ts";
import { statusWord } from "./record-list.ts";
import type { Records } from "./records.ts";

const most = 30;

/** Newest first. */
const recentSubjects = (requests: readonly LogEntry[]): readonly LogEntry[] =>
  requests
    .filter(({ fields }) => typeof fields["subject"] === "string")
    .slice(-most)
    .toReversed();

const isRefused = ({ fields }: LogEntry): boolean => Number(fields["status"]) >= 400;

type Statuses = ReadonlyMap<number, string>;

/** The result of a request is the status of its message's record, which is asked for until there is one. */
export const makeRecent = (update: () => void) => {
  /** By the request's number. */
  const statuses = makeLoad<Statuses>(update);

  const look = async (records: Records, requests: readonly LogEntry[]): Promise<Statuses> => {
    const known = statuses.current().value ?? new Map<number, string>();
    const all = recentSubjects(requests)
      .filter((entry) => !isRefused(entry))
      .map(async ({ id, fields }) => {
        const key = { name: records.key, value: String(fields["subject"]) };
        return [id, known.get(id) ?? textOf(await getItem(records.table, key), records.status)] as const;
      });
    return new Map(
      (await Promise.all(all)).flatMap(([id, status]) => (status === undefined ? [] : [[id, status]])),
    );
  };

  const result = (records: Records, entry: LogEntry): TemplateResult | typeof nothing => {
    const { reason } = entry.fields;
    if (isRefused(entry))
      return typeof reason === "string" ? html`<span class="danger">${reason}</span>` : nothing;
    const status = statuses.current().value?.get(entry.id);
    return status === undefined
      ? html`<span class="quiet">no record yet</span>`
      : statusWord(records, status);
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
    refresh: (records: Records, requests: readonly LogEntry[]): void => {
      const { value, isBusy } = statuses.current();
      const isOpen = recentSubjects(requests).some(
        (entry) => !isRefused(entry) && value?.has(entry.id) !== true,
      );
      if (records.status !== undefined && isOpen && !isBusy)
        void statuses.run(async () => look(records, requests));
    },
    view: (records: Records, requests: readonly LogEntry[]): TemplateResult => {
      const entries = recentSubjects(requests);
      const { problem } = statuses.current();
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
