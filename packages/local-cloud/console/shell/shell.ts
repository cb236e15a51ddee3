// What is around every view: title, search, navigation, and whether the system is still there.
import { html, nothing, type TemplateResult } from "lit-html";
import { keyed } from "lit-html/directives/keyed.js";
import { formatAge } from "../elements/time.ts";
import type { Live } from "../live/live.ts";
import { toHash } from "./route.ts";
import type { View } from "./view.ts";

const statuses = {
  live: "Live",
  connecting: "Connecting …",
  lost: "Disconnected: is the system still running?",
} as const satisfies Record<Live["connection"], string>;

const connectionStatus = (live: Live): TemplateResult => {
  return html`<p class="connection connection-${live.connection}">
    <span class="dot" aria-hidden="true"></span><span role="status">${statuses[live.connection]}</span>${
      live.connection === "lost" && live.heardAt !== undefined
        ? html` <span>Shown: as it was ${formatAge(Date.now() - live.heardAt)} ago.</span>`
        : nothing
    }
  </p>`;
};

/** Holds what its own view shows, and nothing while another one is shown. */
const searchField = (
  { path, searchLabel }: View,
  { current, rest }: Pick<Shown, "current" | "rest">,
): TemplateResult | typeof nothing => {
  const label = searchLabel?.();
  if (label === undefined) return nothing;
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const text = new FormData(event.target as HTMLFormElement).get("text");
    if (typeof text === "string" && text.trim() !== "") location.hash = toHash(path, text.trim());
  };
  const [text = ""] = current.path === path ? rest : [];
  // Made anew for each route: what was typed and not searched for goes, too.
  const field = html`<form role="search" class="search" @submit=${onSubmit}>
    <input
      type="search"
      name="text"
      .value=${text}
      aria-label=${label}
      placeholder=${label}
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
    />
  </form>`;
  return html`${keyed(toHash(current.path, ...rest), field)}`;
};

const link = ({ path, title, count }: View, isCurrent: boolean): TemplateResult => {
  const number = count?.() ?? 0;
  return html`<li>
    <a href=${toHash(path)} aria-current=${isCurrent ? "page" : nothing}
      >${title}${number > 0 ? html` <span class="count">${number}</span>` : nothing}</a
    >
  </li>`;
};

export type Shown = {
  readonly live: Live;
  readonly views: readonly View[];
  readonly current: View;
  readonly rest: readonly string[];
};

export const shell = ({ live, views, current, rest }: Shown): TemplateResult => {
  const { state, description } = live;
  return html`<header class="top">
      <div class="bar">
        <p class="title">
          <a href="#/">${description.title ?? "Local cloud"}</a>
          ${
            state === undefined
              ? nothing
              : html`<span class="where"
                  >${state.account.region}${
                    state.speed === 1
                      ? nothing
                      : html`, speed ${state.speed} divides pauses and alarm periods, no time-outs`
                  }</span
                >`
          }
        </p>
        ${connectionStatus(live)} ${views.map((view) => searchField(view, { current, rest }))}
      </div>
      <nav aria-label="Console">
        <ul>
          ${views.map((view) => link(view, view === current))}
        </ul>
      </nav>
    </header>
    <main id="content" tabindex="-1">
      <h1>${current.title}</h1>
      ${keyed(current, current.render(rest))}
    </main>`;
};
