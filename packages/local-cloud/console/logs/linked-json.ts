// JSON in which every id leads to what is known about it.
import { html, type TemplateResult } from "lit-html";
import { toHash } from "../shell/route.ts";

const id = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi;

/** The text in pieces; every second one is an id. */
const split = (text: string): readonly string[] => {
  const pieces: string[] = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(id)) {
    pieces.push(text.slice(end, index), found);
    end = index + found.length;
  }
  return [...pieces, text.slice(end)];
};

export const linkedJson = (value: unknown): TemplateResult =>
  html`<pre class="block">
${split(JSON.stringify(value, null, 2)).map((piece, index) =>
      index % 2 === 0 ? piece : html`<a href=${toHash("messages", piece)}>${piece}</a>`,
    )}</pre>`;
