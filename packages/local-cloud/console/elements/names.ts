// The names of a stack's resources without what they all begin with.
import { html, type TemplateResult } from "lit-html";
import type { State } from "../live/wire.ts";

const commonStart = (names: readonly string[]): string => {
  const [first = "", ...others] = names;
  let length = first.length;
  for (const name of others) while (!name.startsWith(first.slice(0, length))) length -= 1;
  // Whole words only.
  return first.slice(0, first.lastIndexOf("-", length - 1) + 1);
};

/** `shop-local-orders` and `shop-local-orders-dlq` → `orders` and `orders-dlq`; the whole name on hover. */
export const makeResourceName = (state: State): ((name: string) => TemplateResult) => {
  const names = [...state.queues, ...state.functions, ...state.alarms].map(({ name }) => name);
  const prefix = names.length > 1 ? commonStart(names) : "";
  return (name) =>
    html`<span class="name" title=${name}
      >${name.startsWith(prefix) ? name.slice(prefix.length) : name}</span
    >`;
};
