// One page of a listing: order, grouping and where to go on.

export type Listed = {
  readonly key: string;
  readonly size: string;
  readonly etag: string;
  readonly lastModified: string;
};

/** Where a page starts: behind a key, or behind everything under a prefix that was already shown. */
export type Start = { readonly kind: "key" | "prefix"; readonly after: string };

export type PageOptions = {
  readonly delimiter: string;
  readonly prefix: string;
  readonly maxKeys: number;
  readonly start: Start | undefined;
};

export type Page = {
  readonly objects: readonly Listed[];
  readonly prefixes: readonly string[];
  /** Undefined on the last page. */
  readonly next: Start | undefined;
};

type Entry =
  { readonly kind: "object"; readonly object: Listed } | { readonly kind: "prefix"; readonly prefix: string };

/** S3 lists in the order of the keys' UTF-8 bytes. */
const compareKeys = (left: string, right: string): number =>
  Buffer.compare(Buffer.from(left), Buffer.from(right));

const isBehind = (key: string, start: Start | undefined): boolean => {
  if (start === undefined) return true;
  return compareKeys(key, start.after) > 0 && !(start.kind === "prefix" && key.startsWith(start.after));
};

const toEntry = (object: Listed, { prefix, delimiter }: PageOptions): Entry => {
  const end = delimiter === "" ? -1 : object.key.indexOf(delimiter, prefix.length);
  return end === -1
    ? { kind: "object", object }
    : { kind: "prefix", prefix: object.key.slice(0, end + delimiter.length) };
};

const isRepeated = (entry: Entry, before: Entry | undefined): boolean =>
  entry.kind === "prefix" && before?.kind === "prefix" && before.prefix === entry.prefix;

const toStart = (entry: Entry): Start =>
  entry.kind === "object"
    ? { kind: "key", after: entry.object.key }
    : { kind: "prefix", after: entry.prefix };

/** `all` holds every object under the prefix, in any order. */
export const toPage = (all: readonly Listed[], options: PageOptions): Page => {
  const entries = all
    .filter(({ key }) => isBehind(key, options.start))
    .toSorted((left, right) => compareKeys(left.key, right.key))
    .map((object) => toEntry(object, options))
    .filter((entry, index, every) => !isRepeated(entry, every[index - 1]));
  const shown = entries.slice(0, options.maxKeys);
  const last = shown.at(-1);
  return {
    objects: shown.flatMap((entry) => (entry.kind === "object" ? [entry.object] : [])),
    prefixes: shown.flatMap((entry) => (entry.kind === "prefix" ? [entry.prefix] : [])),
    next: last === undefined || shown.length === entries.length ? undefined : toStart(last),
  };
};
