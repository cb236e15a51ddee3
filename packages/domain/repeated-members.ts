// Finds members of a JSON text that stand more than once, where two readers may see two values.
import { JsonObject } from "./own-props.ts";

/** Members that are looked at, by name, each with those of its own object that are. */
export type Members = ReadonlyMap<string, Members>;

const TAB = 9;
const LINE_FEED = 10;
const RETURN = 13;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const OPEN_LIST = 91;
const CLOSE_LIST = 93;
const OPEN_OBJECT = 123;
const CLOSE_OBJECT = 125;

const skipSpace = (json: string, start: number): number => {
  let at = start;
  for (;;) {
    const code = json.charCodeAt(at);
    if (code !== SPACE && code !== LINE_FEED && code !== RETURN && code !== TAB) return at;
    at += 1;
  }
};

/** An odd number of backslashes stands before the quote. */
const isEscaped = (json: string, quote: number): boolean => {
  let at = quote - 1;
  while (json.charCodeAt(at) === BACKSLASH) at -= 1;
  return (quote - at) % 2 === 0;
};

/** All of these return the index behind what begins at `start`. */
const skipString = (json: string, start: number): number => {
  let quote = json.indexOf('"', start + 1);
  while (isEscaped(json, quote)) quote = json.indexOf('"', quote + 1);
  return quote + 1;
};

/** Not recursive: a text may be nested as deep as it is long. */
const skipNested = (json: string, start: number): number => {
  let at = start;
  let depth = 0;
  do {
    const code = json.charCodeAt(at);
    if (code === QUOTE) {
      at = skipString(json, at);
      continue;
    }
    if (code === OPEN_OBJECT || code === OPEN_LIST) depth += 1;
    else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth -= 1;
    at += 1;
  } while (depth > 0);
  return at;
};

const skipScalar = (json: string, start: number): number => {
  let at = start;
  for (;;) {
    const code = json.charCodeAt(at);
    if (code === COMMA || code === CLOSE_OBJECT || code <= SPACE) return at;
    at += 1;
  }
};

const skipValue = (json: string, start: number): number => {
  const code = json.charCodeAt(start);
  if (code === QUOTE) return skipString(json, start);
  return code === OPEN_OBJECT || code === OPEN_LIST ? skipNested(json, start) : skipScalar(json, start);
};

/** Two spellings of a name are one name (RFC 8259 §7, RFC 7493 §2.3), so escapes are resolved. */
const readName = (json: string, start: number, end: number): string => {
  const name = json.slice(start + 1, end - 1);
  return name.includes("\\") ? String(JSON.parse(`"${name}"`)) : name;
};

type Places = ReadonlyMap<string, readonly number[]>;

/** Where the value of each wanted member begins; of one that stands more often than twice, the first and the last. */
const findMembers = (json: string, start: number, wanted: Members): Places => {
  const found = new Map<string, readonly number[]>();
  if (json.charCodeAt(start) !== OPEN_OBJECT) return found;
  let at = skipSpace(json, start + 1);
  while (json.charCodeAt(at) === QUOTE) {
    const nameEnd = skipString(json, at);
    const name = readName(json, at, nameEnd);
    const colon = skipSpace(json, nameEnd);
    const value = skipSpace(json, colon + 1);
    // No more than two are kept: a text has room for thirty thousand, and each would copy all those before it.
    if (wanted.has(name)) found.set(name, [...(found.get(name)?.slice(0, 1) ?? []), value]);
    const end = skipSpace(json, skipValue(json, value));
    at = json.charCodeAt(end) === COMMA ? skipSpace(json, end + 1) : end;
  }
  return found;
};

/** How a letter or `_` is escaped. What JSON writers escape is elsewhere: `<` is `\u003c`, `é` is `\u00e9`. */
const LETTER_ESCAPE = /\\u00[4-7]/;

/**
 * The same by a search instead of a walk, which takes a quarter of the time: where no name can have another spelling
 * and each stands once, on whatever level, one that the object has is the object's. Undefined for other texts.
 */
const searchMembers = (json: string, object: JsonObject, names: RegExp): Places | undefined => {
  if (LETTER_ESCAPE.test(json)) return undefined;
  const found = new Map<string, readonly number[]>();
  for (const { 0: text, 1: name = "", index } of json.matchAll(names)) {
    if (found.has(name)) return undefined;
    found.set(name, [skipSpace(json, index + text.length)]);
  }
  return new Map([...found].filter(([name]) => Object.hasOwn(object, name)));
};

const repeatedAmong = (json: string, found: Places, wanted: Members, prefix: string): readonly string[] =>
  [...found].flatMap(([name, [place = 0, ...others]]) => {
    const path = `${prefix}${name}`;
    if (others.length > 0) return [path];
    const inner = wanted.get(name);
    return inner === undefined || inner.size === 0
      ? []
      : repeatedAmong(json, findMembers(json, place, inner), inner, `${path}.`);
  });

const namesOf = (wanted: Members): readonly string[] =>
  [...wanted].flatMap(([name, inner]) => [name, ...namesOf(inner)]);

/** How often the pattern, a global one, is found. */
const count = (text: string, pattern: RegExp): number => {
  pattern.lastIndex = 0;
  let times = 0;
  while (pattern.test(text)) times += 1;
  return times;
};

/** How many of them the value has. */
const countMembers = (value: unknown, wanted: Members): number => {
  if (wanted.size === 0 || !JsonObject.is(value)) return 0;
  let found = 0;
  for (const [name, inner] of wanted)
    if (Object.hasOwn(value, name)) found += 1 + countMembers(value[name], inner);
  return found;
};

/** Of both, `value` is what was parsed from the text. */
export type RepeatedMembers = {
  /** Enough, and fast: in the whole text these names stand no more often than the value has them as members. */
  readonly eachStandsOnce: (json: string, value: unknown) => boolean;
  /** The paths of those that stand more than once in their object. */
  readonly find: (json: string, value: unknown) => readonly string[];
};

export const makeRepeatedMembers = (wanted: Members): RepeatedMembers => {
  const all = namesOf(wanted);
  if (!all.every((name) => /^[a-zA-Z_]+$/.test(name))) throw new Error("names must be of letters and _");
  const outer = new RegExp(`"(${[...wanted.keys()].join("|")})"\\s*:`, "g");
  const anywhere = new RegExp(`"(?:${all.join("|")})"|${LETTER_ESCAPE.source}`, "g");
  return {
    eachStandsOnce: (json, value) => count(json, anywhere) === countMembers(value, wanted),
    find: (json, value) => {
      if (!JsonObject.is(value)) return [];
      const found = searchMembers(json, value, outer) ?? findMembers(json, skipSpace(json, 0), wanted);
      return repeatedAmong(json, found, wanted, "");
    },
  };
};
