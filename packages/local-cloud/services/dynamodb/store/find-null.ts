// Finds what DynamoDB refuses and dynalite trips over: an entry of a map or a list that is null.

const toPath = (parents: string, name: string): string => (parents === "" ? name : `${parents}.${name}`);

/** The path of the first one, as DynamoDB writes it: `expressionAttributeValues.:id`. */
export const findNull = (value: unknown, path = ""): string | undefined => {
  if (value === null) return path;
  if (typeof value !== "object") return undefined;
  for (const [name, entry] of Object.entries(value)) {
    const own = path === "" ? name.charAt(0).toLowerCase() + name.slice(1) : name;
    const found = findNull(entry, toPath(path, Array.isArray(value) ? `${Number(name) + 1}.member` : own));
    if (found !== undefined) return found;
  }
  return undefined;
};
