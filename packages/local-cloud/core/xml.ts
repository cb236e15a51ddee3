// Writes the little XML that S3, SNS and the errors of SQS take.

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

export const element = (name: string, text: string | number | boolean): string =>
  `<${name}>${escapeXml(String(text))}</${name}>`;
