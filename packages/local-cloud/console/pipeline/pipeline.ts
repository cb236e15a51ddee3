// The way of a message from left to right: accepted, queued, handled, or set aside.
import { html, nothing, type TemplateResult } from "lit-html";
import { formatCount, formatRate } from "../elements/numbers.ts";
import { makeResourceName } from "../elements/names.ts";
import { sparkline } from "../elements/sparkline.ts";
import { emptyNote } from "../elements/notes.ts";
import { formatAge } from "../elements/time.ts";
import type { LambdaFunction, Queue, State } from "../live/wire.ts";
import { toHash } from "../shell/route.ts";
import type { App } from "../shell/view.ts";
import { type Flow, toDepth, toFlows, toOtherQueues, type Totals } from "./flow.ts";
import { makeRates, type Rates } from "./rates.ts";

type Name = (name: string) => TemplateResult;

/** The number and its word in one element; a number that is worth a look leads to what there is to see. */
const figure = (value: string | number, word: string, tone = "", href?: string): TemplateResult => {
  const content = html`<span class="value">${typeof value === "number" ? formatCount(value) : value}</span>
    <span class="word">${word}</span>`;
  return html`<p class="figure ${tone}">
    ${href === undefined ? content : html`<a href=${href}>${content}</a>`}
  </p>`;
};

/** What a function warned of: why it rejected, or let a message come again. */
const toWarnings = ([first]: readonly LambdaFunction[]): string =>
  toHash("logs", "WARN", ...(first === undefined ? [] : [`lambda:${first.name}`]));

const toOldest = ({ oldest_sent_at }: Queue): string =>
  oldest_sent_at === null ? "–" : formatAge(Date.now() - Date.parse(oldest_sent_at));

const trend = (rates: Rates, { queue }: Flow, total: keyof Totals): TemplateResult => {
  const values = rates.of(queue.name, total);
  const now = formatRate(values.at(-1) ?? 0);
  return html`<p class="trend">
    ${sparkline(values, `${total} per second over the last three minutes`)}
    <span class="rate">${now}/s</span>
  </p>`;
};

type Stage = {
  readonly kind: string;
  readonly title: TemplateResult | string;
  readonly content: TemplateResult;
  /** Whether something is on its way out of it. */
  readonly isFlowing?: boolean;
  readonly isRaised?: boolean;
};

const stage = ({ kind, title, content, isFlowing = false, isRaised = false }: Stage): TemplateResult =>
  html`<li class="stage ${isFlowing ? "flowing" : ""} ${isRaised ? "raised" : ""}">
    <h3><span class="kind">${kind}</span> ${title}</h3>
    ${content}
  </li>`;

const acceptedStage = (state: State, flow: Flow, rates: Rates): TemplateResult =>
  stage({
    kind: "API",
    title: html`<span class="name">${new URL(state.api_url).host}</span>`,
    content: html`<div class="figures">${figure(flow.totals.accepted, "accepted", "main")}</div>
      ${trend(rates, flow, "accepted")}`,
    isFlowing: (rates.of(flow.queue.name, "accepted").at(-1) ?? 0) > 0,
  });

/** Their messages come after those of all others. */
const noisyGroups = ({ noisy_groups: count }: Queue): TemplateResult | typeof nothing =>
  count === 0
    ? nothing
    : figure(count, count === 1 ? "noisy group, served last" : "noisy groups, served last", "warn");

const queueStage = (queue: Queue, name: Name): TemplateResult =>
  stage({
    kind: "Queue",
    title: name(queue.name),
    content: html`<div class="figures">
      ${figure(queue.visible + queue.delayed, "queued", "main")} ${figure(toOldest(queue), "oldest")}
      ${figure(queue.in_flight, "in flight")}
      ${queue.delayed === 0 ? nothing : figure(queue.delayed, "of them delayed")} ${noisyGroups(queue)}
    </div>`,
    isFlowing: queue.in_flight > 0,
  });

const handledStage = (flow: Flow, rates: Rates, name: Name): TemplateResult => {
  const { processed, duplicates, rejected, failed, postponed } = flow.totals;
  const worth = (count: number | undefined, word: string) => {
    if (count === undefined) return nothing;
    return count === 0 ? figure(0, word) : figure(count, word, "warn", toWarnings(flow.functions));
  };
  return stage({
    kind: "Function",
    title: html`${flow.functions.map((each) => name(each.name))}`,
    content: html`<div class="figures">
        ${figure(processed, "processed", "main")}
        ${duplicates === undefined ? nothing : figure(duplicates, duplicates === 1 ? "duplicate" : "duplicates")}
        ${worth(rejected, "rejected")}
        ${worth(failed, failed === 1 ? "failed delivery" : "failed deliveries")}
        ${worth(postponed, postponed === 1 ? "postponed delivery" : "postponed deliveries")}
      </div>
      ${trend(rates, flow, "processed")}`,
  });
};

const deadLetterStage = (queue: Queue, receives: number | null, name: Name): TemplateResult => {
  const depth = toDepth(queue);
  return stage({
    kind: "Dead letters",
    title: name(queue.name),
    content: html`<div class="figures">
        ${figure(
          depth,
          depth === 1 ? "dead letter" : "dead letters",
          depth > 0 ? "main danger" : "main",
          depth > 0 ? toHash("dead-letters") : undefined,
        )}
        ${depth === 0 ? nothing : figure(toOldest(queue), "oldest")}
      </div>
      ${receives === null ? nothing : html`<p class="aside">after ${receives} receives</p>`}`,
    isRaised: depth > 0,
  });
};

const pipelineOf = (state: State, flow: Flow, rates: Rates, name: Name): TemplateResult =>
  html`<ol class="pipeline">
    ${acceptedStage(state, flow, rates)} ${queueStage(flow.queue, name)} ${handledStage(flow, rates, name)}
    ${
      flow.deadLetterQueue === undefined
        ? nothing
        : deadLetterStage(flow.deadLetterQueue, flow.queue.max_receive_count, name)
    }
  </ol>`;

const otherQueue = (queue: Queue, name: Name): TemplateResult =>
  html`<li class="stage">
    <h3><span class="kind">Queue</span> ${name(queue.name)}</h3>
    <div class="figures">
      ${figure(queue.visible + queue.delayed, "queued", "main")} ${figure(toOldest(queue), "oldest")}
      ${figure(queue.in_flight, "in flight")} ${figure(queue.sent, "sent")}
      ${figure(queue.deleted, "deleted")}
    </div>
  </li>`;

export const makePipeline = ({ live }: App) => {
  const rates = makeRates(() => Date.now());
  return {
    everySecond: (): void => {
      const { state, description } = live();
      if (state !== undefined) rates.take(toFlows(state, description));
    },
    render: (state: State): TemplateResult => {
      const flows = toFlows(state, live().description);
      const others = toOtherQueues(state, flows);
      const name = makeResourceName(state);
      return html`<section aria-labelledby="pipeline">
        <h2 id="pipeline">
          Pipeline
          ${flows.length === 0 ? nothing : html`<span class="aside">curves: the last three minutes, from when this page was opened</span>`}
        </h2>
        ${flows.map((flow) => pipelineOf(state, flow, rates, name))}
        ${
          others.length === 0
            ? nothing
            : html`<ul class="queues">
                ${others.map((queue) => otherQueue(queue, name))}
              </ul>`
        }
        ${state.queues.length === 0 ? emptyNote("The stack has no queue.") : nothing}
      </section>`;
    },
  };
};
