// Messages: one search for any id, the newest requests, lists of records, and the story of one message.
import { html, nothing, type TemplateResult } from "lit-html";
import { queryIndex, scan } from "../aws/dynamodb.ts";
import { makeLoad } from "../elements/load.ts";
import { emptyNote, errorNote } from "../elements/notes.ts";
import { deadLetterQueues } from "../live/queued.ts";
import type { MakeView, View } from "../shell/view.ts";
import { find, type Found, type Place } from "./find.ts";
import { fieldsAbout } from "./mentions.ts";
import { makePaging, type ReadPage } from "./paging.ts";
import { makeRecent } from "./recent.ts";
import { recordList } from "./record-list.ts";
import { storyView } from "./story-view.ts";

/** `/` leads to the search from anywhere where it is not a letter to be typed. */
const onSlash = (event: KeyboardEvent): void => {
  const isTyping = event.target instanceof Element && event.target.matches("input, select, textarea");
  if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const field = document.querySelector<HTMLInputElement>("input[type=search]");
  field?.focus();
  field?.select();
};

const any = "";

export const makeMessages: MakeView = ({ live, update }): View => {
  document.addEventListener("keydown", onSlash);
  const found = makeLoad<Found>(update);
  const paging = makePaging(update);
  const recent = makeRecent(update);
  /** What is shown: the text of the route, and the status that is asked for. */
  let shown: string | undefined;
  let status = any;
  /** Entries up to this one were looked at for news about the message. */
  let seen = 0;
  let renderedAt = 0;

  const toPlace = (): Place | undefined => {
    const { state, description } = live();
    const { records } = description;
    return state === undefined || records === undefined ? undefined : { state, description, records };
  };

  const list = ({ records }: Place, filters: { group?: string; requestId?: string }): void => {
    const { table, index, group } = records;
    const ofStatus = status === any ? undefined : { name: records.status ?? "", value: status };
    const ofRequest =
      filters.requestId === undefined
        ? undefined
        : { name: records.requestId ?? "", value: filters.requestId };
    const filter = ofRequest ?? ofStatus;
    const read: ReadPage = async (limit, from) =>
      filters.group === undefined || index === undefined || group === undefined
        ? scan({ table, filter, limit, from })
        : queryIndex({ table, filter, limit, from, index, key: { name: group, value: filters.group } });
    paging.start(read, filter !== undefined);
  };

  const search = async (place: Place, text: string): Promise<void> => {
    seen = live().log.at(-1)?.id ?? 0;
    await found.run(async () => find(place, text));
    const { value } = found.current();
    if (text !== shown || paging.current().value !== undefined) return;
    if (value?.kind === "group") list(place, { group: text });
    if (value?.kind === "unknown" && place.records.requestId !== undefined) list(place, { requestId: text });
  };

  const show = (place: Place, text: string): void => {
    if (text === shown) return;
    shown = text;
    status = any;
    paging.clear();
    found.clear();
    if (text === "") list(place, {});
    else void search(place, text);
  };

  const isShown = (): boolean => performance.now() - renderedAt <= 1500;

  /** True while the message is on its way, and when the log has news about what is shown. */
  const isOutdated = (): boolean => {
    const { value, isBusy } = found.current();
    if (value === undefined || isBusy) return false;
    const ids = value.kind === "message" ? value.known.ids : new Set(shown === undefined ? [] : [shown]);
    const isNews = live().log.some((entry) => entry.id > seen && fieldsAbout(entry, ids) !== undefined);
    const isOnItsWay =
      value.kind === "message" && (value.known.record === undefined || value.known.inQueues.length > 0);
    return isNews || isOnItsWay;
  };

  const statusFilter = (place: Place, group: string | undefined): TemplateResult | typeof nothing => {
    const { statuses = [], status: name } = place.records;
    if (name === undefined || statuses.length === 0) return nothing;
    const onChange = ({ target }: Event): void => {
      status = (target as HTMLSelectElement).value;
      list(place, group === undefined ? {} : { group });
    };
    return html`<label class="filter"
      >${name}
      <select @change=${onChange} .value=${status}>
        <option value=${any}>any</option>
        ${statuses.map((each) => html`<option value=${each}>${each}</option>`)}
      </select>
    </label>`;
  };

  const start = (place: Place): TemplateResult =>
    html`${recent.view(place.records, live().requests)}
      <section aria-labelledby="records">
        <h2 id="records">
          Records
          <span class="aside"
            >${paging.current().value?.next === undefined ? "newest first" : "in no order: a table has none"}</span
          >
        </h2>
        <p class="filters">
          ${statusFilter(place, undefined)}
          <button type="button" @click=${() => list(place, {})}>Read again</button>
        </p>
        ${recordList(place.records, paging)}
      </section>`;

  const result = (place: Place, value: Found, text: string): TemplateResult => {
    const { records } = place;
    if (value.kind === "message") return storyView(value, place.state);
    if (value.kind === "group") {
      return html`<section aria-labelledby="records">
        <h2 id="records">
          ${records.group} <span class="mono">${text}</span> <span class="aside">newest first</span>
        </h2>
        <p class="filters">${statusFilter(place, text)}</p>
        ${recordList(records, paging, text)}
      </section>`;
    }
    return html`<section aria-labelledby="records">
      ${value.problems.map(errorNote)}
      <h2 id="records">Nothing goes by <span class="mono">${text}</span></h2>
      <p class="quiet">
        No record has it as
        ${records.key}${records.group === undefined ? nothing : html` or ${records.group}`}, no queue holds
        it, and the log says nothing of it.
        ${
          records.requestId === undefined
            ? nothing
            : html`Records with this ${records.requestId} are searched for, which means to read the table:`
        }
      </p>
      ${records.requestId === undefined ? nothing : recordList(records, paging)}
    </section>`;
  };

  return {
    path: "messages",
    title: "Messages",
    searchLabel: () => {
      const { records } = live().description;
      if (records === undefined) return undefined;
      const names = [records.key, records.group, records.requestId].filter((name) => name !== undefined);
      return `Find by ${new Intl.ListFormat("en", { type: "disjunction" }).format(names)}`;
    },
    everySecond: () => {
      const place = toPlace();
      if (place === undefined || shown === undefined || !isShown()) return;
      if (shown === "")
        recent.refresh(
          { ...place.description, records: place.records },
          live().requests,
          deadLetterQueues(place.state.queues),
        );
      else if (isOutdated()) void search(place, shown);
    },
    render: ([text = ""]) => {
      renderedAt = performance.now();
      const { state } = live();
      if (state === undefined) return html`<p class="quiet" role="status">Connecting …</p>`;
      const place = toPlace();
      if (place === undefined)
        return emptyNote(
          "To find messages the console has to know the table of their records: whoever starts the local cloud says so in the option `description`.",
        );
      show(place, text);
      if (text === "") return start(place);
      const { value, problem } = found.current();
      return html`<p class="back"><a href="#/messages">All messages</a></p>
        ${problem === undefined ? nothing : errorNote(problem)}
        ${value === undefined ? html`<p class="quiet" role="status">Searching …</p>` : result(place, value, text)}`;
    },
  };
};
