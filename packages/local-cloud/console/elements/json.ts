// JSON as people read it.
import { html, type TemplateResult } from "lit-html";

/** The value of a text that holds JSON, and undefined for any other text. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
};

/** Pretty-printed where it is JSON, as it stands where it is not. */
export const jsonBlock = (text: string): TemplateResult => {
  const value = parseJson(text);
  return html`<pre class="block">${value === undefined ? text : JSON.stringify(value, null, 2)}</pre>`;
};
