// What a description says about records, once it says enough to find one.
import type { Description } from "../../core/description.ts";
import { textOf, type Item } from "../aws/item.ts";

export type Records = NonNullable<Description["records"]>;

/** What the record's object is called; undefined where the record lacks a part of it. */
export const objectKeyOf = ({ object }: Records, record: Item): string | undefined => {
  if (object === undefined) return undefined;
  const names = [...object.key.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
  const isWhole = names.every((name) => textOf(record, name) !== undefined);
  return isWhole
    ? object.key.replaceAll(/\{([^}]+)\}/g, (_match, name: string) => textOf(record, name) ?? "")
    : undefined;
};

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
