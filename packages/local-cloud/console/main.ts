// The console: connects to the running system and shows the view that the address names.
import { render } from "lit-html";
import { makeComposer } from "./composer/composer.ts";
import { makeDeadLetters } from "./dead-letters/dead-letters.ts";
import { makeFaults } from "./faults/faults.ts";
import { connect } from "./live/live.ts";
import { makeLogs } from "./logs/logs.ts";
import { makeMessages } from "./messages/messages.ts";
import { makeOverview } from "./overview/overview.ts";
import { toParts } from "./shell/route.ts";
import { shell } from "./shell/shell.ts";
import type { App, MakeView, View } from "./shell/view.ts";

/** In the order of the navigation; the first is also shown for a route that no view has. */
const makers: readonly [MakeView, ...MakeView[]] = [
  makeOverview,
  makeMessages,
  makeDeadLetters,
  makeFaults,
  makeComposer,
  makeLogs,
];

const root = document.getElementById("console");
if (root === null) throw new Error("the page has no place for the console");

let isDue = false;
/** However much changes until the next frame, it is shown once. */
const update = (): void => {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(() => {
    isDue = false;
    show();
  });
};

const { current: live } = connect(update);
const app: App = { live, update };
const start = makers[0](app);
const views = [start, ...makers.slice(1).map((make) => make(app))];

const routed = (): { readonly current: View; readonly rest: readonly string[] } => {
  const [path = "", ...rest] = toParts(location.hash);
  const current = views.find((view) => view.path === path) ?? start;
  return { current, rest };
};

function show(): void {
  const { current, rest } = routed();
  const { title = "Local cloud" } = live().description;
  document.title = `${current.title} · ${title}`;
  if (root !== null) render(shell({ live: live(), views, current, rest }), root);
}

const toContent = (options?: FocusOptions): void => document.getElementById("content")?.focus(options);

window.addEventListener("hashchange", () => {
  show();
  window.scrollTo(0, 0);
  // Else the next Tab would go on from a link that is no longer there. The header stays in sight.
  toContent({ preventScroll: true });
});
document.getElementById("skip")?.addEventListener("click", (event) => {
  // The address is the route.
  event.preventDefault();
  toContent();
});
setInterval(() => {
  for (const { everySecond } of views) everySecond?.();
  update();
}, 1000);
show();
