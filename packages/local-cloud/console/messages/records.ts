// What a description says about records, once it says enough to find one.
import type { Description } from "../../core/description.ts";
import { textOf, type Item } from "../aws/item.ts";

export type Records = NonNullable<Description["records"]>;

/** The first of the statuses is the one that all is well with. */
export const toneOf = ({ statuses }: Records, status: string): "ok" | "danger" =>
  status === (statuses ?? [status])[0] ? "ok" : "danger";

const inBraces = /\{([^}]+)\}/g;

/** What the record's object is called; undefined where nothing says so, or the record lacks a part of it. */
export const objectKeyOf = ({ object, status }: Records, record: Item): string | undefined =>
  object?.keys
    .filter((each) => each.status === undefined || each.status === textOf(record, status))
    .filter(({ key }) => [...key.matchAll(inBraces)].every(([, name]) => textOf(record, name) !== undefined))
    .map(({ key }) => key.replaceAll(inBraces, (_match, name: string) => textOf(record, name) ?? ""))[0];

/** What a message's body is about, as `subject` of the description finds it. */
export const subjectOf = (body: string, path: readonly string[] | undefined): string | undefined => {
  if (path === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  for (const name of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  return typeof value === "string" ? value : undefined;
};
