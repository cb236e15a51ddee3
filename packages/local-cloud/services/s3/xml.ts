// The little XML that S3 speaks.

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Control characters as references: a raw CR would be read back as LF (XML 1.0, 2.11). */
export const escapeXml = (text: string): string =>
  text.replaceAll(/[&<>"'\p{Cc}]/gu, (character) => escapes[character] ?? `&#${character.codePointAt(0)};`);

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const toCharacter = (whole: string, reference: string): string => {
  if (!reference.startsWith("#")) return named[reference] ?? whole;
  const isHex = reference.startsWith("#x");
  return String.fromCodePoint(Number.parseInt(reference.slice(isHex ? 2 : 1), isHex ? 16 : 10));
};

export const unescapeXml = (text: string): string =>
  text.replaceAll(/&(#x[\da-fA-F]+|#\d+|\w+);/g, toCharacter);

/** The unescaped text of each `<name>…</name>`, in order; elements of that name must not nest. */
export const textsOf = (xml: string, name: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, "g"))].map(([, text]) =>
    unescapeXml(text ?? ""),
  );

/** The raw content of each `<name>…</name>`, in order. */
export const elementsOf = (xml: string, name: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`, "g"))].map(([, content]) => content ?? "");

export const element = (name: string, text: string | number | boolean): string =>
  `<${name}>${escapeXml(String(text))}</${name}>`;
