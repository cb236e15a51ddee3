// Shows one message's story.
import { html, nothing, type TemplateResult } from "lit-html";
import { copyButton } from "../elements/copy-button.ts";
import { jsonBlock } from "../elements/json.ts";
import { errorNote } from "../elements/notes.ts";
import { formatTimeMs } from "../elements/time.ts";
import type { State } from "../live/wire.ts";
import { toHash } from "../shell/route.ts";
import { formatFacts, type Fact } from "./facts.ts";
import type { FoundMessage } from "./find.ts";
import { foldRounds, isFold, type Fold } from "./fold-rounds.ts";
import { toMoments, toWhereabouts, type Moment } from "./story.ts";

/** On one line, as long as there is room. */
const inlineFacts = (all: readonly Fact[]): TemplateResult =>
  html`<dl class="facts">
    ${all.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;

const facts = (all: readonly Fact[]): TemplateResult =>
  html`<dl class="facts">
    ${all.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd>`,
    )}
  </dl>`;

const moment = ({ time, place, title, tone, facts: all }: Moment): TemplateResult =>
  html`<li class="moment tone-${tone}">
    <p class="when"><time datetime=${time}>${formatTimeMs(time)}</time> <span>${place}</span></p>
    <div>
      <p class="what">${title}</p>
      ${all.length === 0 ? nothing : inlineFacts(all)}
    </div>
  </li>`;

/** What repeats itself tells the same each time, but for ids and times. */
const toKey = ({ place, title, facts: all }: Moment): string =>
  JSON.stringify([place, title, all.filter(([name]) => ["code", "outcome"].includes(name))]);

const foldedMoments = ({ rounds, folded }: Fold<Moment>): TemplateResult =>
  html`<li class="fold">
    <details>
      <summary>${rounds} times more the same</summary>
      <ol class="moments">
        ${folded.map(moment)}
      </ol>
    </details>
  </li>`;

const verdicts = ({ computed, checks }: FoundMessage): TemplateResult | typeof nothing => {
  if (computed === undefined) return nothing;
  return html`<dl class="facts">
      <dt>sha256</dt>
      <dd>${computed} <span class="aside">computed by this page</span></dd>
    </dl>
    ${checks.map(({ of, hash }) =>
      hash === computed
        ? html`<p class="ok">✓ matches ${of}</p>`
        : html`<p class="danger">✗ differs from ${of}: <span class="mono">${hash}</span></p>`,
    )}`;
};

const recordSection = ({ known }: FoundMessage): TemplateResult | typeof nothing => {
  if (known.record === undefined) return nothing;
  const { text, table } = known.records;
  const attributes = Object.entries(known.record)
    .filter(([name]) => name !== text)
    .toSorted(([one], [other]) => one.localeCompare(other));
  return html`<section class="card" aria-labelledby="record">
    <h2 id="record">Record <span class="aside">in ${table}</span></h2>
    ${facts(attributes.flatMap(([name, value]) => formatFacts({ [name]: value })))}
  </section>`;
};

const textSection = (found: FoundMessage): TemplateResult | typeof nothing =>
  found.text === undefined
    ? nothing
    : html`<section class="card" aria-labelledby="text">
        <h2 id="text">
          Text <span class="aside">as it was received</span> ${copyButton(found.text, "the text")}
        </h2>
        <pre class="block raw" tabindex="0" role="group" aria-labelledby="text">${found.text}</pre>
        ${verdicts(found)}
        <details>
          <summary>Formatted</summary>
          ${jsonBlock(found.text)}
        </details>
      </section>`;

export const storyView = (found: FoundMessage, { queues }: State): TemplateResult => {
  const { id, known, problems } = found;
  const { word, tone, sentence, next } = toWhereabouts(known, queues);
  const moments = toMoments(known);
  const isDead = word === "Dead letter";
  return html`<article class="story" aria-label="Story of ${id}">
    <section class="card where-now tone-${tone}">
      <h2><span class="status">${word}</span> <span class="mono">${id}</span> ${copyButton(id, "the id")}</h2>
      <p>${sentence}</p>
      ${next === undefined ? nothing : html`<p class="quiet">${next}</p>`}
      ${isDead ? html`<p><a href=${toHash("dead-letters")}>To the dead letters</a></p>` : nothing}
    </section>
    ${problems.map(errorNote)}
    <div class="halves">
      <section class="card" aria-labelledby="events">
        <h2 id="events">What happened</h2>
        ${
          moments.length === 0
            ? html`<p class="quiet">The log no longer holds anything about it.</p>`
            : html`<ol class="moments">
                ${foldRounds(moments, toKey).map((each) => (isFold(each) ? foldedMoments(each) : moment(each)))}
              </ol>`
        }
      </section>
      <div class="pieces">${recordSection(found)} ${textSection(found)}</div>
    </div>
  </article>`;
};
