// Finds members of a JSON text that stand more than once, where two readers may see two values.

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

/** Not recursive: a text may be nested as deep as it is long. Stops behind `last`, too. */
const skipNested = (json: string, start: number, last: number): number => {
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
  } while (depth > 0 && at <= last);
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

const skipValue = (json: string, start: number, last: number): number => {
  const code = json.charCodeAt(start);
  if (code === QUOTE) return skipString(json, start);
  return code === OPEN_OBJECT || code === OPEN_LIST ? skipNested(json, start, last) : skipScalar(json, start);
};

/** Two spellings of a name are one name (RFC 8259 §7, RFC 7493 §2.3), so escapes are resolved. */
const readName = (json: string, start: number, end: number): string => {
  const name = json.slice(start + 1, end - 1);
  return name.includes("\\") ? String(JSON.parse(`"${name}"`)) : name;
};

/**
 * Where the value of each wanted member begins, once for each time the member stands in the object.
 *
 * @param last where a wanted name may begin for the last time
 */
const findMembers = (
  json: string,
  start: number,
  wanted: Members,
  last: number,
): ReadonlyMap<string, readonly number[]> => {
  const found = new Map<string, readonly number[]>();
  if (json.charCodeAt(start) !== OPEN_OBJECT) return found;
  let at = skipSpace(json, start + 1);
  while (at <= last && json.charCodeAt(at) === QUOTE) {
    const nameEnd = skipString(json, at);
    const name = readName(json, at, nameEnd);
    const colon = skipSpace(json, nameEnd);
    const value = skipSpace(json, colon + 1);
    if (wanted.has(name)) found.set(name, [...(found.get(name) ?? []), value]);
    const end = skipSpace(json, skipValue(json, value, last));
    at = json.charCodeAt(end) === COMMA ? skipSpace(json, end + 1) : end;
  }
  return found;
};

const repeatedWithin = (
  json: string,
  start: number,
  wanted: Members,
  last: number,
  prefix: string,
): readonly string[] => {
  const repeated: string[] = [];
  for (const [name, values] of findMembers(json, start, wanted, last)) {
    const path = `${prefix}${name}`;
    const [only = start] = values;
    const inner = wanted.get(name);
    if (values.length > 1) repeated.push(path);
    else if (inner !== undefined && inner.size > 0)
      repeated.push(...repeatedWithin(json, only, inner, json.length, `${path}.`));
  }
  return repeated;
};

/** What every name ends with, and no more of them than needed: `data` stands for `metadata` as well. */
const endingsOf = (names: readonly string[]): readonly string[] =>
  names.filter((name) => !names.some((other) => other !== name && name.endsWith(other)));

/**
 * Makes a function that gives the paths of the wanted members that stand more than once in their object. It reads the
 * text once, passes over all other values, parses nothing, and stops where no wanted name can follow: mostly before
 * the long part of a message. What it is given must be valid JSON.
 */
export const makeRepeatedMembers = (wanted: Members): ((json: string) => readonly string[]) => {
  const names = [...wanted.keys()];
  // The characters of such names have one escape in JSON, which begins with `\u00`.
  if (!names.every((name) => /^\w+$/.test(name))) throw new Error("names must be of letters, digits and _");
  const endings = endingsOf(names).map((name) => `${name}"`);
  return (json) => {
    const last = json.includes("\\u00")
      ? json.length
      : Math.max(...endings.map((ending) => json.lastIndexOf(ending)));
    return repeatedWithin(json, skipSpace(json, 0), wanted, last, "");
  };
};
