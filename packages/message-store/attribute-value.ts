// DynamoDB's notation for the few kinds of value a record is made of.
import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** Text all the way down. Numbers have no place: DynamoDB keeps 38 digits, JavaScript 17. */
export type StoredValue = string | readonly StoredValue[] | StoredMap;
export type StoredMap = { readonly [key: string]: StoredValue | undefined };
export type Item = Record<string, AttributeValue>;

const toAttribute = (value: StoredValue): AttributeValue => {
  if (typeof value === "string") return { S: value };
  return Array.isArray(value) ? { L: value.map(toAttribute) } : { M: toItem(value as StoredMap) };
};

/** What is undefined is left out. */
export const toItem = (map: StoredMap): Item => {
  const entries: [string, AttributeValue][] = [];
  for (const key of Object.keys(map)) {
    const value = map[key];
    if (value !== undefined) entries.push([key, toAttribute(value)]);
  }
  // Unlike an assignment, it makes no prototype of `__proto__`.
  return Object.fromEntries(entries);
};

/** Kinds that no record uses read as undefined: a codec that needs them refuses, one that does not looks past. */
const fromAttribute = (attribute: AttributeValue): unknown => {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.L !== undefined) return attribute.L.map(fromAttribute);
  return attribute.M === undefined ? undefined : fromItem(attribute.M);
};

export const fromItem = (item: Item): unknown =>
  Object.fromEntries(Object.entries(item).map(([key, attribute]) => [key, fromAttribute(attribute)]));
