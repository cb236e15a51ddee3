// What stands where there is nothing to show, or where something went wrong.
import { html, type TemplateResult } from "lit-html";

/** Says what would be here, and how it comes about. */
export const emptyNote = (text: string | TemplateResult): TemplateResult =>
  html`<p class="empty">${text}</p>`;

/** Says what failed; for what is shown after an action, screen readers say it at once. */
export const errorNote = (text: string): TemplateResult => html`<p class="error" role="alert">${text}</p>`;
