// A button that copies a text.
import { html, type TemplateResult } from "lit-html";
import { announce } from "./announce.ts";

const shownMs = 1500;

/** `what` completes "Copy …": `copyButton(id, "the id")`. */
export const copyButton = (text: string, what: string): TemplateResult => {
  const copy = async ({ currentTarget }: MouseEvent): Promise<void> => {
    const button = currentTarget as HTMLButtonElement;
    await navigator.clipboard.writeText(text);
    announce(`Copied ${what}`);
    button.dataset["copied"] = "";
    setTimeout(() => delete button.dataset["copied"], shownMs);
  };
  return html`<button type="button" class="copy" aria-label="Copy ${what}" @click=${copy}>
    <span class="before">Copy</span><span class="after">Copied</span>
  </button>`;
};
