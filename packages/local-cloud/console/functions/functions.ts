// The stack's functions and the processes that run them.
import { html, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import { makeResourceName } from "../elements/names.ts";
import { emptyNote } from "../elements/notes.ts";
import { formatCount } from "../elements/numbers.ts";
import type { LambdaFunction, State } from "../live/wire.ts";
import { toHash } from "../shell/route.ts";

const processes = ({ pids }: LambdaFunction): TemplateResult =>
  pids.length === 0
    ? html`<span class="aside">no process yet</span>`
    : html`<span class="aside">${pids.length === 1 ? "process" : "processes"} ${pids.join(", ")}</span>`;

export const functions = (state: State): TemplateResult => {
  const name = makeResourceName(state);
  const row = (each: LambdaFunction): TemplateResult =>
    html`<tr>
      <th scope="row">${name(each.name)}<br />${processes(each)}</th>
      <td class=${each.running > 0 ? "busy" : ""}>${formatCount(each.running)}</td>
      <td>${formatCount(each.invocations)}</td>
      <td>
        ${
          each.errors === 0
            ? 0
            : html`<a class="danger" href=${toHash("logs", "WARN", `lambda:${each.name}`)}
                >${formatCount(each.errors)}</a
              >`
        }
      </td>
      <td>${formatCount(each.cold_starts)}</td>
    </tr>`;
  return html`<section aria-labelledby="functions">
    <h2 id="functions">Functions</h2>
    ${
      state.functions.length === 0
        ? emptyNote("The stack has no function.")
        : html`<div class="functions">
            <table class="numbers">
              <thead>
                <tr>
                  <th scope="col">Function</th>
                  <th scope="col">running</th>
                  <th scope="col">invoked</th>
                  <th scope="col">errors</th>
                  <th scope="col">cold starts</th>
                </tr>
              </thead>
              <tbody>
                ${repeat(state.functions, (each) => each.name, row)}
              </tbody>
            </table>
          </div>`
    }
  </section>`;
};
