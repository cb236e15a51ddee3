// One resource or data source: from its body in the file to its configuration and attributes.
import type { z } from "zod";
import type { Account } from "../core/account.ts";
import { withoutMetaArguments } from "./meta-arguments.ts";
import { isRecord, resolveValue, type Lookup } from "./resolve.ts";
import type { Attributes, Place, Resource } from "./resource-type.ts";
import { decode } from "./schema-problems.ts";

/** Any `ResourceType<Config>`, whatever its configuration: what a list of different types holds. */
export type AnyResourceType = {
  readonly type: string;
  readonly config: z.ZodType;
  readonly computed: (config: never, place: Place, account: Account) => Attributes;
};

/** As it stands in the file. `type` and `address` of a data source begin with `data.`. */
export type Entry = Place & { readonly type: string; readonly body: Readonly<Record<string, unknown>> };

/** An argument that is null counts as left out: developer.hashicorp.com/terraform/language/expressions/types */
const withoutNulls = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) => (item === null ? [] : [[key, withoutNulls(item)]])),
  );
};

const present = (value: unknown): Attributes =>
  isRecord(value) ? Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) : {};

/** @throws StackError naming the address and every attribute that is wrong */
export const decodeResource = (
  entry: Entry,
  type: AnyResourceType,
  account: Account,
  lookup: Lookup,
): Resource<unknown> => {
  const { address, name } = entry;
  const place: Place = { address, name };
  const stated = withoutNulls(resolveValue(withoutMetaArguments(entry.body, address), address, lookup));
  const config = decode(type.config, stated, address);
  // The configuration was decoded by this very type, so it is what `computed` expects.
  const computed = type.computed(config as never, place, account);
  // What the file says is kept as it says it (a policy stays text); the decoded form only adds the defaults.
  return { ...place, config, attributes: { ...present(config), ...present(stated), ...present(computed) } };
};
