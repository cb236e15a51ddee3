// Property selectors of CloudWatch Logs: `$.a.b`, `$.a[0].c`, `$.['a.b']`.

/** The value the selector points to; undefined when the object has no such property. */
type PropertySelector = (object: object) => unknown;

const segment = /\.(?<name>[A-Za-z0-9_-]+)|\[(?<index>\d+)\]|\.?\['(?<quoted>[^']+)'\]/y;

/** How far a selector that starts at `from` reaches; undefined where none starts. */
export const endOfSelector = (text: string, from: number): number | undefined => {
  if (text[from] !== "$") return undefined;
  segment.lastIndex = from + 1;
  let end = from + 1;
  while (segment.test(text)) end = segment.lastIndex;
  return end === from + 1 ? undefined : end;
};

const toSteps = (text: string): readonly string[] =>
  [...text.matchAll(new RegExp(segment.source, "g"))].map(
    ({ groups }) => groups?.["name"] ?? groups?.["index"] ?? groups?.["quoted"] ?? "",
  );

/** Arrays have elements only: `length` is no property in JSON. */
const hasProperty = (value: object, key: string): boolean =>
  Object.hasOwn(value, key) && (!Array.isArray(value) || /^\d+$/.test(key));

const step = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null && hasProperty(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;

/** Throws on anything that is not one whole selector; the wildcard selector `[*]` is not known here. */
export const parseSelector = (text: string): PropertySelector => {
  if (endOfSelector(text, 0) !== text.length) {
    throw new Error(`"${text}" is not a property selector that is understood here`);
  }
  const steps = toSteps(text);
  return (object) => steps.reduce(step, object as unknown);
};
