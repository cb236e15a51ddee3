// The start: everything that is live, on one page.
import { html } from "lit-html";
import { alarms, isFiring } from "../alarms/alarms.ts";
import { emptyNote } from "../elements/notes.ts";
import { functions } from "../functions/functions.ts";
import { inbox } from "../inbox/inbox.ts";
import { makePipeline } from "../pipeline/pipeline.ts";
import type { MakeView } from "../shell/view.ts";

export const makeOverview: MakeView = (app) => {
  const pipeline = makePipeline(app);
  return {
    path: "",
    title: "Overview",
    count: () => app.live().state?.alarms.filter(isFiring).length,
    everySecond: pipeline.everySecond,
    render: () => {
      const { state } = app.live();
      if (state === undefined) return html`${emptyNote("Waiting for the system …")}`;
      return html`${pipeline.render(state)}
        <div class="columns">
          <div>${functions(state)} ${inbox(state)}</div>
          ${alarms(state)}
        </div>`;
    },
  };
};
