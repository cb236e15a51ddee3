// Records as lines, newest first where the table has them so, and how far the search has come.
import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { textOf, type Item } from "../aws/item.ts";
import { emptyNote, errorNote } from "../elements/notes.ts";
import { formatCount } from "../elements/numbers.ts";
import { shortId } from "../elements/short-id.ts";
import { formatTime } from "../elements/time.ts";
import { toHash } from "../shell/route.ts";
import type { makePaging } from "./paging.ts";
import { toneOf, type Records } from "./records.ts";

const statusWord = (records: Records, status: string | undefined): TemplateResult | typeof nothing => {
  if (status === undefined) return nothing;
  return html`<span class="status ${toneOf(records, status)}">${status}</span>`;
};

const dateTime = (iso: string): string => `${new Date(iso).toLocaleDateString("sv")} ${formatTime(iso)}`;

const row = (records: Records, item: Item, listed: string | undefined): TemplateResult => {
  const id = textOf(item, records.key) ?? "";
  const group = textOf(item, records.group);
  const time = textOf(item, records.time);
  return html`<li>
    <a class="mono" href=${toHash("messages", id)}>${id}</a>
    ${statusWord(records, textOf(item, records.status))}
    ${time === undefined ? nothing : html`<time class="quiet" datetime=${time}>${dateTime(time)}</time>`}
    ${
      group === undefined || group === listed
        ? nothing
        : html`<span class="quiet"
            >${records.group} <a href=${toHash("messages", group)}>${shortId(group)}</a></span
          >`
    }
  </li>`;
};

export const recordList = (
  records: Records,
  paging: ReturnType<typeof makePaging>,
  /** The group that all of them are of. */
  listed?: string,
): TemplateResult => {
  const { value, isBusy, problem } = paging.current();
  const { time } = records;
  const found = value?.items ?? [];
  // A table has no order; all of it can be put in one.
  const items =
    value?.next === undefined && time !== undefined && listed === undefined
      ? found.toSorted((one, other) => (textOf(other, time) ?? "").localeCompare(textOf(one, time) ?? ""))
      : found;
  return html`${problem === undefined ? nothing : errorNote(problem)}
    ${
      items.length === 0
        ? isBusy || value === undefined
          ? nothing
          : emptyNote("No record found so far.")
        : html`<ul class="list records">
            ${repeat(
              items,
              (item) => textOf(item, records.key),
              (item) => row(records, item, listed),
            )}
          </ul>`
    }
    <p class="progress" role="status">
      ${
        isBusy
          ? "Searching …"
          : value === undefined
            ? nothing
            : `Searched ${formatCount(value.examined)}, found ${formatCount(items.length)}${value.next === undefined ? ": that is all." : "."}`
      }
      ${
        !isBusy && value?.next !== undefined
          ? html`<button type="button" @click=${() => void paging.more()}>Go on</button>`
          : nothing
      }
    </p>`;
};
