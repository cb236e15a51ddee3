// The little XML that the query protocol of SNS needs.

const entities = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'" } as const;

export const escapeXml = (text: string): string =>
  text.replaceAll(
    /[&<>"']/g,
    (sign) => Object.entries(entities).find(([, plain]) => plain === sign)?.[0] ?? sign,
  );

const unescapeXml = (text: string): string =>
  text.replaceAll(/&(?:amp|lt|gt|quot|apos);/g, (entity) => entities[entity as keyof typeof entities]);

/** The insides of every `<tag>…</tag>`, as they stand. Only for tags that do not nest in themselves. */
export const elementsOf = (xml: string, tag: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, "g"))].map(([, inside = ""]) => inside);

/** The text of the first `<tag>`. */
export const textOf = (xml: string, tag: string): string | undefined => {
  const [inside] = elementsOf(xml, tag);
  return inside === undefined ? undefined : unescapeXml(inside);
};
