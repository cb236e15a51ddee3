// Dead letters: what lies there, why, and the ways out: back to the queue, or gone.
import { html, nothing, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { QueuedMessage } from "../../core/state.ts";
import { latestMove, startMove, type MoveTask } from "../aws/sqs.ts";
import { announce } from "../elements/announce.ts";
import { jsonBlock } from "../elements/json.ts";
import { makeLoad, toProblem } from "../elements/load.ts";
import { emptyNote, errorNote } from "../elements/notes.ts";
import { formatCount } from "../elements/numbers.ts";
import { formatAge } from "../elements/time.ts";
import { deadLetterQueues, drop, peek } from "../live/queued.ts";
import { searchLog } from "../live/search-log.ts";
import type { Queue, State } from "../live/wire.ts";
import { subjectOf } from "../messages/records.ts";
import { toHash } from "../shell/route.ts";
import type { MakeView, View } from "../shell/view.ts";
import { makeDropDialog } from "./drop-dialog.ts";
import { explain, type Reason } from "./explain.ts";

type Letter = { readonly message: QueuedMessage; readonly reason: Reason | undefined };
type Letters = readonly (readonly [queue: string, letters: readonly Letter[]])[];

/** How many are shown; the queue may hold more. */
const shownLetters = 50;

const defaultRate = 10;

const depth = ({ visible, in_flight, delayed }: Queue): number => visible + in_flight + delayed;

const arnOf = ({ account }: State, { name }: Queue): string =>
  `arn:aws:sqs:${account.region}:${account.id}:${name}`;

const progressOf = (task: MoveTask): string => {
  const moved = formatCount(task.ApproximateNumberOfMessagesMoved);
  const all = formatCount(task.ApproximateNumberOfMessagesToMove ?? task.ApproximateNumberOfMessagesMoved);
  if (task.Status === "FAILED")
    return `The redrive failed after ${moved}: ${task.FailureReason ?? "no reason given"}.`;
  if (task.Status === "CANCELLED") return `The redrive was cancelled after ${moved}.`;
  return task.Status === "COMPLETED" ? `Redriven: ${moved}.` : `Redriving: ${moved} of ${all} …`;
};

export const makeDeadLetters: MakeView = ({ live, update }): View => {
  const letters = makeLoad<Letters>(update);
  const reasons = new Map<string, Reason>();
  /** What the newest task of a queue does, for those that were redriven from here. */
  const moves = new Map<string, string>();
  let problem: string | undefined;
  let rate = defaultRate;
  let renderedAt = 0;
  /** The queues as they were when they were last looked into. */
  let lookedAt = "";

  const queues = (): readonly Queue[] => deadLetterQueues(live().state?.queues ?? []);

  /** Asked for once a message: the log forgets, the reason stays. */
  const reasonOf = async (message: QueuedMessage): Promise<Reason | undefined> => {
    const known = reasons.get(message.message_id);
    if (known !== undefined) return known;
    const reason = await explain(message, searchLog);
    if (reason !== undefined) reasons.set(message.message_id, reason);
    return reason;
  };

  const look = async (): Promise<void> =>
    letters.run(async () =>
      Promise.all(
        queues().map(async ({ name }) => {
          const messages = await peek(name, shownLetters);
          const explained = messages.map(async (message) => ({ message, reason: await reasonOf(message) }));
          return [name, await Promise.all(explained)] as const;
        }),
      ),
    );

  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      problem = undefined;
      await work();
    } catch (error) {
      problem = toProblem(error);
    }
    await look();
  };

  const follow = async (queue: string, arn: string): Promise<void> => {
    const task = await latestMove(arn);
    if (task === undefined) return;
    moves.set(queue, progressOf(task));
    update();
    if (task.Status === "RUNNING") setTimeout(() => void attempt(async () => follow(queue, arn)), 300);
    else announce(progressOf(task));
  };

  const redrive = async (state: State, queue: Queue): Promise<void> =>
    attempt(async () => {
      const arn = arnOf(state, queue);
      await startMove(arn, rate);
      await follow(queue.name, arn);
    });

  const dialog = makeDropDialog(update, ({ queue, messageId }) => {
    void attempt(async () => {
      await drop(queue, messageId);
      announce("Dropped.");
    });
  });

  const letterView = (queue: string, { message, reason }: Letter): TemplateResult => {
    const { message_id: messageId, body, sent_at, receive_count } = message;
    const subject = subjectOf(body, live().description.subject);
    return html`<li class="letter">
      <div>
        <p class="mono">
          ${subject === undefined ? messageId : html`<a href=${toHash("messages", subject)}>${subject}</a>`}
        </p>
        <p class="quiet">
          sent <time datetime=${sent_at}>${formatAge(Date.now() - Date.parse(sent_at))}</time> ago, received
          ${receive_count} times, SQS message <span class="mono">${messageId}</span>
        </p>
        ${
          reason === undefined
            ? html`<p class="quiet">The log holds no failure of it.</p>`
            : html`<p class="reason">
                <strong>${reason.entry.message}</strong>
                ${reason.facts.map(([name, value]) => html`<span><span class="quiet">${name}</span> ${value}</span>`)}
              </p>`
        }
        <details>
          <summary>Text</summary>
          ${jsonBlock(body)}
        </details>
      </div>
      <div class="way-out">
        <button
          type="button"
          aria-label="Drop ${subject ?? messageId} …"
          @click=${() => dialog.open({ queue, messageId, subject })}
        >
          Drop …
        </button>
        <span class="aside">for tests on this machine only</span>
      </div>
    </li>`;
  };

  const redriveForm = (state: State, queue: Queue): TemplateResult => {
    const source = state.queues.find(({ dead_letter_queue }) => dead_letter_queue === queue.name);
    const onSubmit = (event: SubmitEvent): void => {
      event.preventDefault();
      void redrive(state, queue);
    };
    return html`<form class="filters" @submit=${onSubmit}>
      <button class="primary" ?disabled=${queue.visible === 0}>Redrive all to ${source?.name}</button>
      <label
        >at most
        <input
          type="number"
          min="1"
          max="500"
          required
          .value=${String(rate)}
          @input=${({ target }: Event) => {
            rate = (target as HTMLInputElement).valueAsNumber;
          }}
        />
        a second</label
      >
      ${queue.visible === 0 ? html`<span class="quiet">All are in flight: somebody has received them.</span>` : nothing}
    </form>`;
  };

  const queueView = (state: State, queue: Queue): TemplateResult => {
    const shown = letters.current().value?.find(([name]) => name === queue.name)?.[1] ?? [];
    const move = moves.get(queue.name);
    return html`<section aria-labelledby="queue-${queue.name}">
      <h2 id="queue-${queue.name}">
        ${queue.name}
        <span class="aside"
          >${formatCount(depth(queue))} dead ${depth(queue) === 1 ? "letter" : "letters"}</span
        >
      </h2>
      ${depth(queue) === 0 ? nothing : redriveForm(state, queue)}
      ${move === undefined ? nothing : html`<p role="status">${move}</p>`}
      ${
        shown.length === 0
          ? emptyNote(
              depth(queue) === 0
                ? "No dead letters. Messages come here after their last failed delivery."
                : "Looking …",
            )
          : html`<ul class="list">
                ${repeat(
                  shown,
                  ({ message }) => message.message_id,
                  (letter) => letterView(queue.name, letter),
                )}
              </ul>
              ${
                depth(queue) > shown.length
                  ? html`<p class="quiet">
                      ${formatCount(shown.length)} of ${formatCount(depth(queue))} are shown.
                    </p>`
                  : nothing
              }`
      }
    </section>`;
  };

  return {
    path: "dead-letters",
    title: "Dead letters",
    count: () => queues().reduce((sum, queue) => sum + depth(queue), 0),
    everySecond: () => {
      if (performance.now() - renderedAt > 1500 || letters.current().isBusy) return;
      const now = JSON.stringify(queues().map((queue) => [queue.name, depth(queue)]));
      const isUnexplained = letters
        .current()
        .value?.some(([, all]) => all.some(({ reason }) => reason === undefined));
      if (now === lookedAt && isUnexplained !== true) return;
      lookedAt = now;
      void look();
    },
    render: () => {
      const { state } = live();
      if (state === undefined) return html`<p class="quiet" role="status">Connecting …</p>`;
      if (renderedAt === 0) void look();
      renderedAt = performance.now();
      const all = queues();
      const failed = problem ?? letters.current().problem;
      return html`${failed === undefined ? nothing : errorNote(failed)}
      ${all.length === 0 ? emptyNote("No queue of the stack has a dead-letter queue.") : all.map((queue) => queueView(state, queue))}
      ${dialog.view()}`;
    },
  };
};
