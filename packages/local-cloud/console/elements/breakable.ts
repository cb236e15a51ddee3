// Long names of AWS that may go on in the next line.
import { html, type TemplateResult } from "lit-html";

/** `ThrottlingException` may wrap before the second word, and is still one word to copy, to find and to hear. */
export const breakable = (text: string): TemplateResult =>
  html`${text.split(/(?<=[a-z])(?=[A-Z])/).map((part, index) => (index === 0 ? part : html`<wbr />${part}`))}`;
