// Composes requests: samples to choose from, a text to change, one or a hundred to send.
import { html, nothing, type TemplateResult } from "lit-html";
import { live as asShown } from "lit-html/directives/live.js";
import { announce } from "../elements/announce.ts";
import { jsonBlock } from "../elements/json.ts";
import { makeLoad, toProblem } from "../elements/load.ts";
import { emptyNote, errorNote } from "../elements/notes.ts";
import { subjectOf } from "../messages/records.ts";
import { toHash } from "../shell/route.ts";
import type { MakeView, View } from "../shell/view.ts";
import { send, sendMany, type Draft, type Sent } from "./send.ts";

const hundred = 100;

type Progress = { readonly done: number; readonly byStatus: ReadonlyMap<number, number> };

const tone = (status: number): string => (status < 400 ? "ok" : "danger");

export const makeComposer: MakeView = ({ live, update }): View => {
  const sent = makeLoad<Sent>(update);
  let sample = 0;
  let draft: Draft | undefined;
  let progress: Progress | undefined;
  let isSendingMany = false;
  let problem: string | undefined;

  const samples = () => live().description.samples ?? [];

  const choose = (index: number): void => {
    const { method = "POST", path = "/", body = "" } = samples()[index] ?? {};
    sample = index;
    draft = { method, path, body };
  };

  const edit = (changes: Partial<Draft>): void => {
    if (draft !== undefined) draft = { ...draft, ...changes };
  };

  const sendOne = async (): Promise<void> => {
    const toSend = draft;
    if (toSend === undefined) return;
    progress = undefined;
    problem = undefined;
    await sent.run(async () => send(toSend));
    const status = sent.current().value?.answer.status;
    if (status !== undefined) announce(`Answered ${status}`);
  };

  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void sendOne();
  };

  const sendHundred = async (): Promise<void> => {
    if (draft === undefined) return;
    problem = undefined;
    isSendingMany = true;
    sent.clear();
    const byStatus = new Map<number, number>();
    progress = { done: 0, byStatus };
    try {
      await sendMany(draft, hundred, ({ answer: { status } }) => {
        byStatus.set(status, (byStatus.get(status) ?? 0) + 1);
        progress = { done: (progress?.done ?? 0) + 1, byStatus };
        update();
      });
      announce(`Sent ${hundred}`);
    } catch (error) {
      problem = toProblem(error);
    }
    isSendingMany = false;
    update();
  };

  const chooser = (): TemplateResult =>
    html`<fieldset class="samples">
      <legend>Samples</legend>
      ${samples().map(
        ({ name }, index) =>
          html`<label
            ><input
              type="radio"
              name="sample"
              .checked=${asShown(index === sample)}
              @change=${() => {
                choose(index);
                update();
              }}
            />
            ${name}</label
          >`,
      )}
    </fieldset>`;

  const form = ({ method, path, body }: Draft): TemplateResult => {
    const isBusy = isSendingMany || sent.current().isBusy;
    return html`<form class="composer" @submit=${onSubmit}>
      <p class="line">
        <label
          >Method
          <input
            class="method"
            .value=${method}
            @input=${({ target }: Event) => edit({ method: (target as HTMLInputElement).value })}
            required
        /></label>
        <label class="grow"
          >Path
          <input
            .value=${path}
            @input=${({ target }: Event) => edit({ path: (target as HTMLInputElement).value })}
            required
        /></label>
      </p>
      <label
        >Body
        <textarea
          rows="14"
          spellcheck="false"
          .value=${body}
          @input=${({ target }: Event) => edit({ body: (target as HTMLTextAreaElement).value })}
        ></textarea>
      </label>
      <p class="quiet">
        Each request gets a new id for <code>{{uuid}}</code> and the time for <code>{{now}}</code>.
      </p>
      <p class="filters">
        <button class="primary" ?disabled=${isBusy}>Send</button>
        <button type="button" ?disabled=${isBusy} @click=${() => void sendHundred()}>Send ${hundred}</button>
      </p>
    </form>`;
  };

  const answerView = ({ request, answer }: Sent): TemplateResult => {
    const subject = subjectOf(request.body, live().description.subject);
    return html`<section class="card" aria-labelledby="answer">
      <h2 id="answer">
        Answer <span class="status ${tone(answer.status)}">${answer.status}</span>
        <span class="aside">${answer.latency_ms} ms</span>
      </h2>
      ${jsonBlock(answer.body)}
      ${
        subject === undefined
          ? nothing
          : html`<p>
              <a href=${toHash("messages", subject)}>Story of <span class="mono">${subject}</span></a>
            </p>`
      }
      <details>
        <summary>Request</summary>
        <pre class="block">
${request.method} ${request.path}

${request.body}</pre>
      </details>
      <details>
        <summary>Headers</summary>
        <pre class="block">
${Object.entries(answer.headers)
            .map(([name, value]) => `${name}: ${value}`)
            .join("\n")}</pre>
      </details>
    </section>`;
  };

  const progressView = ({ done, byStatus }: Progress): TemplateResult =>
    html`<section class="card" aria-labelledby="sending">
      <h2 id="sending">Sent ${done} of ${hundred}</h2>
      <progress max=${hundred} value=${done} aria-labelledby="sending"></progress>
      <p>
        ${[...byStatus].map(([status, count]) => html`<span class="status ${tone(status)}">${status}</span> ${count} times `)}
      </p>
      <p><a href="#/messages">To the messages</a></p>
    </section>`;

  return {
    path: "composer",
    title: "Composer",
    render: () => {
      if (live().state === undefined) return html`<p class="quiet" role="status">Connecting …</p>`;
      if (draft === undefined) choose(0);
      const { value, problem: notSent } = sent.current();
      const failed = problem ?? notSent;
      return html`<div class="halves">
        <div>
          ${
            samples().length === 0
              ? emptyNote("Whoever starts the local cloud may offer samples, in `description`.")
              : chooser()
          }
          ${draft === undefined ? nothing : form(draft)}
        </div>
        <div class="pieces">
          ${failed === undefined ? nothing : errorNote(failed)}
          ${progress === undefined ? nothing : progressView(progress)}
          ${
            value === undefined
              ? progress === undefined && failed === undefined
                ? emptyNote("The answer will stand here.")
                : nothing
              : answerView(value)
          }
        </div>
      </div>`;
    },
  };
};
