// An item of a table as plain values.

/** A number is its digits, as DynamoDB sends it: a table's numbers are longer than JavaScript's. */
export type Value = string | boolean | null | readonly Value[] | { readonly [name: string]: Value };
export type Item = Readonly<Record<string, Value>>;

export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Attributes };
export type Attributes = { readonly [name: string]: AttributeValue };

/** Bytes stay in base64. */
const toValue = (attribute: AttributeValue): Value => {
  if ("M" in attribute) return toItem(attribute.M);
  if ("L" in attribute) return attribute.L.map(toValue);
  if ("NULL" in attribute) return null;
  const [value = null] = Object.values(attribute) as readonly Value[];
  return value;
};

export const toItem = (attributes: Attributes): Item =>
  Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [name, toValue(attribute)]));

/** Of an attribute that is a text; undefined for every other. */
export const textOf = (item: Item | undefined, name: string | undefined): string | undefined => {
  const value = name === undefined ? undefined : item?.[name];
  return typeof value === "string" ? value : undefined;
};
