// What a part of the console is made of: a view gets the app, and makes what is shown from what is live.
import type { TemplateResult } from "lit-html";
import type { Live } from "../live/live.ts";

export type App = {
  readonly live: () => Live;
  /** Shows soon what has changed: to be called after a change of what a view keeps itself. */
  readonly update: () => void;
};

export type View = {
  /** The first part of its route: `messages` for `#/messages`; empty for the start. */
  readonly path: string;
  /** The word in the navigation, and the page's heading. */
  readonly title: string;
  /** Called at every change while it is shown; `rest` are the parts of the route after its own, decoded. */
  readonly render: (rest: readonly string[]) => TemplateResult;
  /** A number worth a look, shown beside its title in the navigation. */
  readonly count?: () => number | undefined;
  /** What its search field at the top of every page is called; Enter opens `#/<path>/<text>`. */
  readonly searchLabel?: () => string | undefined;
  /** Called each second, shown or not. */
  readonly everySecond?: () => void;
};

export type MakeView = (app: App) => View;
