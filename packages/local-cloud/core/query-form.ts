// Decodes the form of the query protocol, application/x-www-form-urlencoded, strictly: what cannot be read exactly is refused.
import { ServiceError } from "./service.ts";

const malformed = (why: string): ServiceError =>
  new ServiceError("MalformedQueryString", `The query string contains a syntax error: ${why}.`);

/** `ignoreBOM` keeps a leading byte order mark: it is part of the value. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** `+` is a blank, `%XX` a byte; the bytes are UTF-8. `text` holds one byte per character (latin1). */
const decodePart = (text: string): string => {
  try {
    return decodeURIComponent(utf8.decode(Buffer.from(text.replaceAll("+", " "), "latin1")));
  } catch {
    throw malformed("a percent sign without two hexadecimal digits, or a value that is not UTF-8");
  }
};

const decodePair = (pair: string): readonly [string, string] => {
  const split = pair.indexOf("=");
  const [name, value] = split === -1 ? [pair, ""] : [pair.slice(0, split), pair.slice(split + 1)];
  return [decodePart(name), decodePart(value)];
};

/**
 * The parameters of a form, in order. Throws MalformedQueryString for a broken escape, for bytes that are no UTF-8,
 * and for a parameter that stands twice: AWS does not say which one wins, and to pick one would hide the mistake.
 */
export const decodeForm = (form: string): ReadonlyMap<string, string> => {
  const parameters = new Map<string, string>();
  for (const pair of form.split("&")) {
    if (pair === "") continue;
    const [name, value] = decodePair(pair);
    if (parameters.has(name)) throw malformed(`the parameter ${name} stands twice`);
    parameters.set(name, value);
  }
  return parameters;
};
