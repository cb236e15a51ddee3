// The part of the address after `#`: which view is shown, and of what.

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    // Typed by hand: a lone percent sign stands for itself.
    return part;
  }
};

/** `#/messages/a%2Fb` → `["messages", "a/b"]` */
export const toParts = (hash: string): readonly string[] =>
  hash
    .replace(/^#?\/?/, "")
    .split("/")
    .filter((part) => part !== "")
    .map(decode);

/** `["messages", "a/b"]` → `#/messages/a%2Fb` */
export const toHash = (...parts: readonly string[]): string =>
  `#/${parts.map((part) => encodeURIComponent(part)).join("/")}`;
