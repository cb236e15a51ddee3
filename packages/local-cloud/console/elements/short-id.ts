// Long identifiers, short enough for a line.
import { html, type TemplateResult } from "lit-html";

/** The first eight characters, as logs and terminals show it too; the whole of it on hover. */
export const shortId = (id: string): TemplateResult =>
  html`<span class="id" title=${id}>${id.slice(0, 8)}</span>`;
