// The log as it is written, with filters.
import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { makeResourceName } from "../elements/names.ts";
import { emptyNote } from "../elements/notes.ts";
import { formatCount } from "../elements/numbers.ts";
import { shortId } from "../elements/short-id.ts";
import { formatTimeMs } from "../elements/time.ts";
import type { LogEntry } from "../live/wire.ts";
import { toHash } from "../shell/route.ts";
import type { MakeView, View } from "../shell/view.ts";
import { linkedJson } from "./linked-json.ts";
import { filterLog, levels, type LogFilter } from "./log-filter.ts";

const pageSize = 200;

const tones = { DEBUG: "quiet", INFO: "quiet", WARN: "warn", ERROR: "danger" } as const;

const subjectLink = ({ fields }: LogEntry): TemplateResult | typeof nothing => {
  const id = fields["subject"] ?? fields["request_id"];
  return typeof id === "string" ? html`<a href=${toHash("messages", id)}>${shortId(id)}</a>` : nothing;
};

const isLevel = (value: string): value is LogEntry["level"] => levels.some((level) => level === value);

export const makeLogs: MakeView = ({ live, update }): View => {
  let filter: LogFilter = { level: "INFO", source: "", text: "", isCalm: true };
  /** The route that set the filter last. */
  let followed = "";
  /** What is shown while it is held. */
  let held: readonly LogEntry[] | undefined;
  let most = pageSize;
  /** Only of entries that are open the whole is made. */
  const open = new Set<number>();

  const change = (changes: Partial<LogFilter>): void => {
    filter = { ...filter, ...changes };
    most = pageSize;
    update();
  };

  /** `#/logs/WARN/lambda:NAME`: a link from elsewhere sets the level and the source, once. */
  const follow = (level: string | undefined, source: string): void => {
    const route = toHash(...[level, source].filter((part) => part !== undefined));
    if (route === followed) return;
    followed = route;
    if (level !== undefined && isLevel(level)) filter = { ...filter, level, source, text: "" };
  };

  /** `lambda:NAME` with the short name. */
  const sourceName = (source: string): TemplateResult => {
    const { state } = live();
    const [part = "", ...name] = source.split(":");
    return state === undefined || name.length === 0
      ? html`${source}`
      : html`${part}:${makeResourceName(state)(name.join(":"))}`;
  };

  const row = (entry: LogEntry): TemplateResult => {
    const { id, time, level, source, message, fields } = entry;
    const onToggle = ({ target }: Event): void => {
      if ((target as HTMLDetailsElement).open) open.add(id);
      else open.delete(id);
      update();
    };
    return html`<li>
      <details @toggle=${onToggle}>
        <summary>
          <time class="mono quiet" datetime=${time}>${formatTimeMs(time)}</time>
          <span class="level ${tones[level]}">${level}</span>
          <span class="quiet source">${sourceName(source)}</span>
          <span class="message">${message}</span>
        </summary>
        ${open.has(id) ? linkedJson({ time, level, source, message, ...fields }) : nothing}
      </details>
      ${subjectLink(entry)}
    </li>`;
  };

  const onLevel = ({ target }: Event): void => {
    const { value } = target as HTMLSelectElement;
    if (isLevel(value)) change({ level: value });
  };

  const filters = (log: readonly LogEntry[]): TemplateResult => {
    const sources = [...new Set([...log.map(({ source }) => source), filter.source])]
      .filter((source) => source !== "")
      .toSorted();
    const onPause = (): void => {
      held = held === undefined ? [...live().log] : undefined;
      update();
    };
    return html`<form class="filters" @submit=${(event: SubmitEvent) => event.preventDefault()}>
      <label
        >Level
        <select .value=${filter.level} @change=${onLevel}>
          ${levels.map(
            (level) =>
              html`<option value=${level} ?selected=${level === filter.level}>
                ${level === "ERROR" ? level : `${level} and worse`}
              </option>`,
          )}
        </select></label
      >
      <label
        >Source
        <select
          .value=${filter.source}
          @change=${({ target }: Event) => change({ source: (target as HTMLSelectElement).value })}
        >
          <option value="">all</option>
          ${sources.map((source) => html`<option value=${source} ?selected=${source === filter.source}>${source}</option>`)}
        </select></label
      >
      <label
        >Text
        <input
          .value=${filter.text}
          autocomplete="off"
          spellcheck="false"
          @input=${({ target }: Event) => change({ text: (target as HTMLInputElement).value })}
      /></label>
      <label
        ><input
          type="checkbox"
          .checked=${filter.isCalm}
          @change=${({ target }: Event) => change({ isCalm: (target as HTMLInputElement).checked })}
        />
        without healthy invocations</label
      >
      <button type="button" aria-pressed=${held === undefined ? "false" : "true"} @click=${onPause}>
        Pause
      </button>
    </form>`;
  };

  return {
    path: "logs",
    title: "Log",
    render: ([level, source = ""]) => {
      follow(level, source);
      const { log: newest, dropped } = live();
      const log = held ?? newest;
      const shown = filterLog(log, filter, most);
      const missed = held === undefined ? 0 : (newest.at(-1)?.id ?? 0) - (held.at(-1)?.id ?? 0);
      return html`${filters(log)}
        <p class="quiet" role="status">
          ${missed > 0 ? `Paused: ${formatCount(missed)} came since.` : nothing}
        </p>
        ${
          dropped === 0
            ? nothing
            : html`<p class="warn">
                ${formatCount(dropped)} entries came too fast to be shown here; the log file has them.
              </p>`
        }
        ${
          shown.length === 0
            ? emptyNote(log.length === 0 ? "Nothing has been logged yet." : "No entry passes the filters.")
            : html`<ul class="list log">
                ${repeat(shown, ({ id }) => id, row)}
              </ul>`
        }
        ${
          shown.length < most
            ? nothing
            : html`<p class="filters">
                <button
                  type="button"
                  @click=${() => {
                    most += pageSize;
                    update();
                  }}
                >
                  Older
                </button>
              </p>`
        }`;
    },
  };
};
