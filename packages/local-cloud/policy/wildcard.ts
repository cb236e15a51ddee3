// The wildcards of IAM policies: `*` stands for any run of characters, `?` for exactly one.

/** Whether `text` fits `pattern` as a whole. Linear in practice, and without regular expressions to escape. */
export const matchesWildcard = (pattern: string, text: string): boolean => {
  let inPattern = 0;
  let star = -1;
  let resume = 0;
  for (let inText = 0; inText < text.length;) {
    const expected = pattern[inPattern];
    if (expected === "*") {
      star = inPattern++;
      resume = inText;
    } else if (expected === "?" || (expected !== undefined && expected === text[inText])) {
      inPattern++;
      inText++;
    } else if (star >= 0) {
      // Let the last `*` take one character more, and try again from there.
      inPattern = star + 1;
      inText = ++resume;
    } else return false;
  }
  while (pattern[inPattern] === "*") inPattern++;
  return inPattern === pattern.length;
};

/** The six parts of an ARN; the last one, the resource, may hold colons of its own. */
const partsOf = (arn: string): readonly string[] => {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
};

export const isArnPattern = (text: string): boolean => text.startsWith("arn:") && text.split(":").length >= 6;

/**
 * Part by part, because a wildcard never reaches across a colon of the first five.
 * Source: IAM User Guide, "Amazon Resource Name (ARN) condition operators" and "IAM JSON policy elements: Resource"
 */
export const matchesArn = (pattern: string, arn: string): boolean => {
  if (!isArnPattern(arn)) return false;
  const parts = partsOf(arn);
  return partsOf(pattern).every((part, index) => matchesWildcard(part, parts[index] ?? ""));
};
