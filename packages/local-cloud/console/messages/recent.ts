// The newest requests that were about a message, as the log shows them.
import { html, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { emptyNote } from "../elements/notes.ts";
import { formatTime } from "../elements/time.ts";
import type { LogEntry } from "../live/wire.ts";
import { toHash } from "../shell/route.ts";

const most = 30;

/** Newest first. */
export const recentSubjects = (log: readonly LogEntry[]): readonly LogEntry[] => {
  const found: LogEntry[] = [];
  for (let index = log.length - 1; index >= 0 && found.length < most; index -= 1) {
    const entry = log[index];
    if (entry?.source === "api-gateway" && typeof entry.fields["subject"] === "string") found.push(entry);
  }
  return found;
};

const row = ({ time, message, fields }: LogEntry): TemplateResult => {
  const { subject, status, latency_ms } = fields;
  const tone = Number(status) >= 400 ? "danger" : "quiet";
  return html`<li>
    <a class="mono" href=${toHash("messages", String(subject))}>${String(subject)}</a>
    <span class=${tone}>${message}</span>
    <span class="quiet">${Number(latency_ms)} ms</span>
    <time class="quiet" datetime=${time}>${formatTime(time)}</time>
  </li>`;
};

export const recent = (log: readonly LogEntry[]): TemplateResult => {
  const entries = recentSubjects(log);
  return html`<section aria-labelledby="recent">
    <h2 id="recent">Newest requests</h2>
    ${
      entries.length === 0
        ? emptyNote(html`None yet. <a href=${toHash("composer")}>Send one</a>.`)
        : html`<ul class="list records">
            ${repeat(entries, ({ id }) => id, row)}
          </ul>`
    }
  </section>`;
};
