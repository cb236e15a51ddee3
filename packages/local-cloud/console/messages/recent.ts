// The newest requests that were about a message, as the log shows them, and what became of the message of each.
import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { getItem } from "../aws/dynamodb.ts";
import { makeLoad } from "../elements/load.ts";
import { emptyNote, errorNote } from "../elements/notes.ts";
import { formatTime } from "../elements/time.ts";
import { peek } from "../live/queued.ts";
import { searchLog } from "../live/search-log.ts";
import type { LogEntry, Queue } from "../live/wire.ts";
import { toHash } from "../shell/route.ts";
import type { Records } from "./records.ts";
import { isLetterOf, toResult, type Result } from "./result.ts";

const most = 30;
/** Of each dead-letter queue, the newest of the requests are looked for among so many. */
const mostLetters = 200;

const isRefused = ({ fields }: LogEntry): boolean => Number(fields["status"]) >= 400;

const subjectIn = ({ fields: { subject } }: LogEntry): string | undefined =>
  typeof subject === "string" ? subject : undefined;

/** Its body may have named no message, and it would have sent one all the same. */
const isRefusedPost = (entry: LogEntry): boolean => entry.fields["method"] === "POST" && isRefused(entry);

/** Newest first. */
const recentRequests = (requests: readonly LogEntry[]): readonly LogEntry[] =>
  requests
    .filter((entry) => subjectIn(entry) !== undefined || isRefusedPost(entry))
    .slice(-most)
    .toReversed();

type Place = Parameters<typeof toResult>[0];

/** By the request's number. */
type Results = {
  /** Those that were asked about, with or without a result. */
  readonly asked: ReadonlySet<number>;
  readonly final: ReadonlyMap<number, Result>;
  /** Those without a result whose message is a dead letter now. */
  readonly dead: ReadonlySet<number>;
};

const none: Results = { asked: new Set(), final: new Map(), dead: new Set() };

/** What became of a request's message is asked for until it is known. */
export const makeRecent = (update: () => void) => {
  const results = makeLoad<Results>(update);
  const known = (): Results => results.current().value ?? none;

  const look = async (
    place: Place,
    requests: readonly LogEntry[],
    deadLetterQueues: readonly Queue[],
  ): Promise<Results> => {
    const accepted = recentRequests(requests)
      .filter((entry) => !isRefused(entry))
      .map((entry) => ({
        id: entry.id,
        subject: subjectIn(entry) ?? "",
        requestId: String(entry.fields["request_id"]),
      }));
    const { records } = place;
    const found = accepted.map(async ({ id, subject, requestId }) => {
      const before = known().final.get(id);
      if (before !== undefined) return [[id, before] as const];
      const [record, entries] = await Promise.all([
        getItem(records.table, { name: records.key, value: subject }),
        searchLog(requestId),
      ]);
      const result = toResult(place, requestId, record, entries);
      return result === undefined ? [] : [[id, result] as const];
    });
    const final = new Map((await Promise.all(found)).flat());
    const letters = await Promise.all(
      deadLetterQueues.map(async ({ name, visible }) => (visible > 0 ? peek(name, mostLetters) : [])),
    );
    const dead = accepted.filter(
      ({ id, subject, requestId }) =>
        !final.has(id) && letters.flat().some((letter) => isLetterOf(letter, requestId, subject)),
    );
    return { asked: new Set(accepted.map(({ id }) => id)), final, dead: new Set(dead.map(({ id }) => id)) };
  };

  const resultOf = (entry: LogEntry): TemplateResult | typeof nothing => {
    const { reason } = entry.fields;
    if (isRefused(entry))
      return typeof reason === "string" ? html`<span class="danger">${reason}</span>` : nothing;
    const { asked, final, dead } = known();
    const result = final.get(entry.id);
    if (result !== undefined) return html`<span class=${result.tone}>${result.word}</span>`;
    if (dead.has(entry.id)) return html`<a class="danger" href=${toHash("dead-letters")}>dead letter</a>`;
    return html`<span class="quiet">${asked.has(entry.id) ? "no record yet" : "…"}</span>`;
  };

  const row = (records: Records, entry: LogEntry): TemplateResult => {
    const { time, message, fields } = entry;
    const subject = subjectIn(entry);
    return html`<li>
      ${
        subject === undefined
          ? html`<span class="quiet">no id</span>`
          : html`<a class="mono" href=${toHash("messages", subject)}>${subject}</a>`
      }
      ${records.status === undefined ? nothing : html`<span class="result">${resultOf(entry)}</span>`}
      <span class=${isRefused(entry) ? "danger" : "quiet"}>${message}</span>
      <span class="quiet latency">${Number(fields["latency_ms"])} ms</span>
      <time class="quiet" datetime=${time}>${formatTime(time)}</time>
    </li>`;
  };

  return {
    /** To be called each second while it is shown. */
    refresh: (place: Place, requests: readonly LogEntry[], deadLetterQueues: readonly Queue[]): void => {
      const isOpen = recentRequests(requests).some(
        (entry) => !isRefused(entry) && !known().final.has(entry.id),
      );
      if (place.records.status !== undefined && isOpen && !results.current().isBusy)
        void results.run(async () => look(place, requests, deadLetterQueues));
    },
    view: (records: Records, requests: readonly LogEntry[]): TemplateResult => {
      const entries = recentRequests(requests);
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
