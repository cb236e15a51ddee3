// The stack's alarms: which of them fire, since when and why, and what they did before.
import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { makeResourceName } from "../elements/names.ts";
import { emptyNote } from "../elements/notes.ts";
import { formatAge, formatTime } from "../elements/time.ts";
import type { Alarm, State } from "../live/wire.ts";

type StateValue = Alarm["state"];

const words = { ALARM: "ALARM", OK: "OK", INSUFFICIENT_DATA: "no data" } as const satisfies Record<
  StateValue,
  string
>;
const tones = { ALARM: "danger", OK: "ok", INSUFFICIENT_DATA: "quiet" } as const satisfies Record<
  StateValue,
  string
>;

const stateWord = (value: StateValue): TemplateResult =>
  html`<span class="state ${tones[value]}" title=${value}>${words[value]}</span>`;

const change = ({ time, from, to, reason }: Alarm["history"][number]): TemplateResult =>
  html`<li>
    <p><time datetime=${time}>${formatTime(time)}</time> ${stateWord(from)} → ${stateWord(to)}</p>
    <p class="aside">${reason}</p>
  </li>`;

export const isFiring = ({ state }: Alarm): boolean => state === "ALARM";

const order: readonly StateValue[] = ["ALARM", "INSUFFICIENT_DATA", "OK"];

/** Those that fire first, and each kind by its name. */
const sorted = (alarms: readonly Alarm[]): readonly Alarm[] =>
  alarms.toSorted(
    (one, other) =>
      order.indexOf(one.state) - order.indexOf(other.state) || one.name.localeCompare(other.name),
  );

const summaryOf = (alarms: readonly Alarm[]): string => {
  const firing = alarms.filter(isFiring).length;
  return `${firing === 0 ? "none" : firing} of ${alarms.length} in ALARM`;
};

export const alarms = (state: State): TemplateResult => {
  const name = makeResourceName(state);
  const entry = (alarm: Alarm): TemplateResult =>
    html`<li class="${isFiring(alarm) ? "firing" : ""}">
      <details>
        <summary>
          ${stateWord(alarm.state)} ${name(alarm.name)}
          <span class="aside">for ${formatAge(Date.now() - Date.parse(alarm.since))}</span>
        </summary>
        ${alarm.description === null ? nothing : html`<p>${alarm.description}</p>`}
        <p class="quiet">${alarm.reason}</p>
        ${
          alarm.history.length === 0
            ? html`<p class="aside">It has not changed since the start.</p>`
            : html`<h3>History</h3>
                <ol class="history">
                  ${alarm.history.toReversed().map(change)}
                </ol>`
        }
      </details>
    </li>`;
  return html`<section aria-labelledby="alarms">
    <h2 id="alarms">
      Alarms
      ${state.alarms.length === 0 ? nothing : html`<span class="aside">${summaryOf(state.alarms)}</span>`}
    </h2>
    ${
      state.alarms.length === 0
        ? emptyNote("The stack has no alarm.")
        : html`<ul class="list alarms">
            ${repeat(sorted(state.alarms), (alarm) => alarm.name, entry)}
          </ul>`
    }
  </section>`;
};
