// What companies send over time, in stories: of each the deliveries come one after another, of several in any order.
import { randomUUID } from "node:crypto";
import { aMessage } from "./message.ts";

/** `company`: whose token brought it, where one did. */
export type Sent = { readonly raw: string; readonly company?: string };

type Story = (company: string, other: string) => readonly Sent[];

const invalid = { message_time: "yesterday" };

const stories: Readonly<Record<string, Story>> = {
  "a valid message": (company_id) => [aMessage({ company_id })],
  "one that comes twice": (company_id) => {
    const message = aMessage({ company_id });
    return [message, message];
  },
  "a conflicting twin": (company_id) => {
    const { message_id, raw } = aMessage({ company_id });
    return [{ raw }, aMessage({ company_id, message_id, data: "{}" })];
  },
  "an id that two companies claim": (company_id, other) => {
    const { message_id, raw } = aMessage({ company_id });
    return [{ raw }, aMessage({ company_id: other, message_id })];
  },
  "a rejection": (company_id) => [aMessage({ company_id, ...invalid })],
  "a rejection that is corrected": (company_id) => {
    const { message_id, raw } = aMessage({ company_id, ...invalid });
    return [{ raw }, aMessage({ company_id, message_id })];
  },
  "a rejection after its correction": (company_id) => {
    const { message_id, raw } = aMessage({ company_id });
    return [{ raw }, aMessage({ company_id, message_id, ...invalid })];
  },
  "two rejections under one id, and the correction": (company_id) => {
    const { message_id, raw } = aMessage({ company_id, ...invalid });
    return [
      { raw },
      aMessage({ company_id, message_id, message_time: 5 }),
      aMessage({ company_id, message_id }),
    ];
  },
  "an id that another company's rejection has": (company_id, other) => {
    const { message_id, raw } = aMessage({ company_id, ...invalid });
    return [{ raw }, aMessage({ company_id: other, message_id })];
  },
  "a text of which no company can be read, and one that takes its id": (company_id) => {
    const { message_id, raw } = aMessage({ company_id: "?" });
    return [{ raw }, aMessage({ company_id, message_id })];
  },
  "no JSON": () => [{ raw: `{ ${randomUUID()}` }],
  "a text that names another company": (company_id, other) => [
    { ...aMessage({ company_id: other }), company: company_id },
  ],
  "the same rejected text of two companies": (company, other) => {
    const { raw } = aMessage({ company_id: "?", message_id: "?" });
    return [
      { raw, company },
      { raw, company: other },
    ];
  },
};

/** How many of them are valid messages and no more. */
const plainShare = 0.9;

/** With about so many deliveries in all, of `companies` companies. */
export function* toStories(deliveries: number, companies: readonly string[]): Iterable<readonly Sent[]> {
  const all = Object.values(stories);
  let left = deliveries;
  for (let index = 0; left > 0; index += 1) {
    const [company = "", other = ""] = [
      companies[index % companies.length],
      companies[(index + 1) % companies.length],
    ];
    const story = index < all.length || index % 10 >= plainShare * 10 ? all[index % all.length] : all[0];
    const sent = story?.(company, other) ?? [];
    left -= sent.length;
    yield sent;
  }
}
