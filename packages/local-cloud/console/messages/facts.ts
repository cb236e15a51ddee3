// Names with values, as text.

export type Fact = readonly [name: string, value: string];

const toText = (value: unknown): string => {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(toText).join("; ");
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return Object.entries(value)
    .map(([name, part]) => `${name} ${toText(part)}`)
    .join(", ");
};

/** Objects are taken apart, `error.code`; what is empty is left out. */
export const formatFacts = (fields: Readonly<Record<string, unknown>>, prefix = ""): readonly Fact[] =>
  Object.entries(fields).flatMap(([name, value]): readonly Fact[] => {
    if (value === null || value === undefined || value === "") return [];
    if (typeof value === "object" && !Array.isArray(value))
      return formatFacts({ ...value }, `${prefix}${name}.`);
    if (Array.isArray(value) && value.length === 0) return [];
    return [[`${prefix}${name}`, toText(value)]];
  });

/** Of what a line of the log holds, what explains it at a glance: no frames, no hashes, no id of an invocation. */
export const isTelling = ([name, value]: Fact): boolean =>
  !/(^|\.)(timestamp|aws_request_id|frames|stackTrace)$/.test(name) && !/^[\da-f]{64}$/.test(value);
