// The mailboxes of the people whom the stack writes to: nothing leaves this machine, so their mail lands here.
import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { jsonBlock, parseJson } from "../elements/json.ts";
import { emptyNote } from "../elements/notes.ts";
import { formatTime } from "../elements/time.ts";
import type { Mail, State } from "../live/wire.ts";
import { isFirstOk, toSentences } from "./mail-text.ts";

const shownAtOnce = 20;

/** A topic that no person subscribes to keeps its mail itself. */
const toReader = ({ to, topic }: Mail): string =>
  to === topic ? `the topic ${topic.split(":").at(-1)}` : to.replace(/^(?:email|https):/, "");

const body = ({ message }: Mail): TemplateResult => {
  const sentences = toSentences(message);
  const paragraphs = sentences.map((sentence) => html`<p class="sentence">${sentence}</p>`);
  if (parseJson(message) === undefined) return html`${paragraphs}`;
  if (sentences.length === 0) return jsonBlock(message);
  return html`${paragraphs}
    <details class="source">
      <summary>The whole message</summary>
      ${jsonBlock(message)}
    </details>`;
};

const entry = (mail: Mail): TemplateResult =>
  html`<li>
    <details>
      <summary>
        <span class="subject">${mail.subject ?? mail.topic}</span>
        <span class="aside"
          >to ${toReader(mail)}, <time datetime=${mail.time}>${formatTime(mail.time)}</time></span
        >
      </summary>
      <div class="mail">${body(mail)}</div>
    </details>
  </li>`;

/** Told once, in one line: nobody has to read them. */
const firstOks = (mails: readonly Mail[]): TemplateResult =>
  html`<details class="calm">
    <summary>
      ${mails.length} ${mails.length === 1 ? "mail" : "mails"} from the start:
      ${mails.length === 1 ? "an alarm" : "alarms"} found nothing wrong
    </summary>
    <ul class="list mails">
      ${mails.map(entry)}
    </ul>
  </details>`;

export const inbox = ({ inbox: all }: State): TemplateResult => {
  const calm = all.filter(({ message }) => isFirstOk(message));
  const mails = all.filter((mail) => !calm.includes(mail));
  const newest = mails.slice(-shownAtOnce).toReversed();
  const older = mails.length - newest.length;
  // Mails have no id: the place from the oldest on stays theirs.
  const placeOf = (_mail: Mail, index: number): number => mails.length - index;
  return html`<section aria-labelledby="inbox">
    <h2 id="inbox">
      Inbox ${mails.length === 0 ? nothing : html`<span class="aside">${mails.length}</span>`}
    </h2>
    ${
      mails.length === 0
        ? emptyNote("No e-mail was sent. Alarms that fire write here.")
        : html`<ul class="list mails">
            ${repeat(newest, placeOf, entry)}
          </ul>`
    }
    ${calm.length === 0 ? nothing : firstOks(calm)}
    ${older === 0 ? nothing : html`<p class="aside">and ${older} before these: <a href="state">state</a></p>`}
  </section>`;
};
