// Long names of AWS that may go on in the next line.
import { html, type TemplateResult } from "lit-html";

/** Shorter ones fit into every column. */
const longest = 30;

const part = (text: string, index: number): TemplateResult | string =>
  index === 0 ? text : html`<wbr />${text}`;

/** `ProvisionedThroughputExceededException` may wrap before each of its words, and is still one to copy and to find. */
export const breakable = (text: string): TemplateResult =>
  html`${text
    .split(/(?<= )/)
    .map((word) => (word.length > longest ? word.split(/(?<=[a-z])(?=[A-Z])/).map(part) : word))}`;
