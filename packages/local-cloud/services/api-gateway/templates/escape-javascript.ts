// `$util.escapeJavaScript`: both quotation marks, backslash, slash, control characters and all that is not ASCII,
// as Apache Commons' escapeEcmaScript does. AWS documents only the single quotation mark (which becomes `\'`, and
// that is not JSON).

const short: Readonly<Record<string, string>> = {
  "'": "\\'",
  '"': '\\"',
  "\\": "\\\\",
  "/": "\\/",
  "\b": "\\b",
  "\n": "\\n",
  "\t": "\\t",
  "\f": "\\f",
  "\r": "\\r",
};

const escapeUnit = (unit: string): string =>
  short[unit] ?? `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

// Without the u flag on purpose: Java escapes each half of a surrogate pair.
// oxlint-disable-next-line no-control-regex
const special = /['"\\/\u0000-\u001f\u007f-\uffff]/g;

export const escapeJavaScript = (text: string): string => text.replaceAll(special, escapeUnit);
