// One page of a listing: grouping, and where the next page begins. Reads no more objects than the page shows.
import type { ListedObject } from "../store/object-store.ts";

export type PageOptions = {
  readonly prefix: string;
  /** Keys that have it behind the prefix are shown as one group; empty for none. */
  readonly delimiter: string;
  readonly maxKeys: number;
  /** The first key that may be shown. */
  readonly from: string;
};

export type Page = {
  readonly objects: readonly ListedObject[];
  /** Common prefixes. */
  readonly groups: readonly string[];
  /** The `from` of the next page; undefined on the last one. */
  readonly next: string | undefined;
};

/** The first text after every text that begins with `prefix`, in the order of code points; undefined for none. */
export const after = (prefix: string): string | undefined => {
  const points = Array.from(prefix, (character) => character.codePointAt(0) ?? 0);
  const last = points.findLastIndex((point) => point < 0x10ffff);
  if (last === -1) return undefined;
  const raised = (points[last] ?? 0) + 1;
  // Surrogates are no characters.
  const next = raised >= 0xd800 && raised <= 0xdfff ? 0xe000 : raised;
  return String.fromCodePoint(...points.slice(0, last), next);
};

/** The first text after `key`. */
export const behind = (key: string): string => `${key}\0`;

const later = (one: string, other: string): string =>
  Buffer.compare(Buffer.from(one), Buffer.from(other)) > 0 ? one : other;

/** The group that a key belongs to, if any. */
const groupOf = (key: string, { prefix, delimiter }: PageOptions): string | undefined => {
  const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
  return end === -1 ? undefined : key.slice(0, end + delimiter.length);
};

type Entry = {
  /** The key of an object, or what the keys of a group have in common. */
  readonly name: string;
  readonly object: ListedObject | undefined;
  /** The first key behind it; undefined when none can be. */
  readonly next: string | undefined;
};

/** Leaps over the other keys of a group instead of reading them. */
function* toEntries(list: List, options: PageOptions): Iterable<Entry> {
  let from: string | undefined = later(options.prefix, options.from);
  while (from !== undefined) {
    const objects = list(from);
    from = undefined;
    for (const object of objects) {
      if (!object.key.startsWith(options.prefix)) return;
      const group = groupOf(object.key, options);
      if (group === undefined) {
        yield { name: object.key, object, next: behind(object.key) };
      } else {
        from = after(group);
        yield { name: group, object: undefined, next: from };
        break;
      }
    }
  }
}

/** Gives the objects from a key on, in order, each when it is asked for. */
type List = (from: string) => Iterable<ListedObject>;

export const toPage = (list: List, options: PageOptions): Page => {
  const shown: Entry[] = [];
  let isTruncated = false;
  for (const entry of toEntries(list, options)) {
    isTruncated = shown.length === options.maxKeys;
    if (isTruncated) break;
    shown.push(entry);
  }
  return {
    objects: shown.flatMap(({ object }) => object ?? []),
    groups: shown.flatMap(({ object, name }) => (object === undefined ? [name] : [])),
    next: isTruncated ? shown.at(-1)?.next : undefined,
  };
};
