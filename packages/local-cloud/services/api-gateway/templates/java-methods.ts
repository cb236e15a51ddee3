// The methods of Java's strings, lists and maps that mapping templates may call. The engine has JavaScript's
// values, of which half have other names and some print themselves instead of failing: so every call goes through
// this table, and what is not in it is refused when the stack is loaded.

type Method = (self: never, ...args: never[]) => unknown;
type Table = Readonly<Record<string, Method>>;

const toPattern = (regex: string): RegExp => new RegExp(regex, "gu");

const ofString: Table = {
  length: (self: string) => self.length,
  isEmpty: (self: string) => self === "",
  equals: (self: string, other: unknown) => self === other,
  equalsIgnoreCase: (self: string, other: unknown) => self.toLowerCase() === String(other).toLowerCase(),
  contains: (self: string, part: string) => self.includes(part),
  startsWith: (self: string, part: string) => self.startsWith(part),
  endsWith: (self: string, part: string) => self.endsWith(part),
  indexOf: (self: string, part: string) => self.indexOf(part),
  lastIndexOf: (self: string, part: string) => self.lastIndexOf(part),
  substring: (self: string, from: number, to?: number) => self.substring(from, to),
  toLowerCase: (self: string) => self.toLowerCase(),
  toUpperCase: (self: string) => self.toUpperCase(),
  trim: (self: string) => self.trim(),
  concat: (self: string, other: string) => self + other,
  replace: (self: string, from: string, to: string) => self.replaceAll(from, () => to),
  replaceAll: (self: string, regex: string, to: string) => self.replaceAll(toPattern(regex), to),
  matches: (self: string, regex: string) => new RegExp(`^(?:${regex})$`, "u").test(self),
  split: (self: string, regex: string) => self.split(toPattern(regex)),
  toString: (self: string) => self,
};

const ofList: Table = {
  size: (self: unknown[]) => self.length,
  isEmpty: (self: unknown[]) => self.length === 0,
  get: (self: unknown[], index: number) => self[index],
  contains: (self: unknown[], item: unknown) => self.includes(item),
  add: (self: unknown[], item: unknown) => {
    self.push(item);
    return true;
  },
};

type JavaMap = Record<string, unknown>;
const own = (self: JavaMap, key: string): unknown => (Object.hasOwn(self, key) ? self[key] : undefined);

const ofMap: Table = {
  size: (self: JavaMap) => Object.keys(self).length,
  isEmpty: (self: JavaMap) => Object.keys(self).length === 0,
  get: own,
  containsKey: (self: JavaMap, key: string) => Object.hasOwn(self, key),
  keySet: (self: JavaMap) => Object.keys(self),
  values: (self: JavaMap) => Object.values(self),
  entrySet: (self: JavaMap) => Object.entries(self).map(([key, value]) => ({ key, value })),
  put: (self: JavaMap, key: string, value: unknown) => {
    const before = own(self, key);
    Object.defineProperty(self, key, { value, enumerable: true, configurable: true, writable: true });
    return before;
  },
};

const ofScalar: Table = {
  toString: (self: unknown) => String(self),
  equals: (self: unknown, other: unknown) => self === other,
};

const tableOf = (self: unknown): Table => {
  if (typeof self === "string") return ofString;
  if (Array.isArray(self)) return ofList;
  return typeof self === "object" && self !== null ? ofMap : ofScalar;
};

/** Names that some value answers to; which one it is only shows when the template runs. */
export const javaMethods: ReadonlySet<string> = new Set(
  [ofString, ofList, ofMap, ofScalar].flatMap((table) => Object.keys(table)),
);

/** Throws when this value has no such method. */
export const callJavaMethod = (self: unknown, name: string, args: readonly unknown[]): unknown => {
  const table = tableOf(self);
  const method = Object.hasOwn(table, name) ? table[name] : undefined;
  if (method === undefined) throw new Error(`a value in the template has no method ${name}`);
  // The table is written for the kind of value that tableOf has just found out.
  return (method as (self: unknown, ...args: readonly unknown[]) => unknown)(self, ...args);
};
