// What is wrong with a body, in the words of the validator that API Gateway uses (they are those of the Java
// library json-schema-validator, and they quote the body).
import type { ErrorObject } from "ajv";

const list = (values: unknown): string => JSON.stringify(values);
const kindOf = (value: unknown): string => {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
};

/** In code points, as JSON Schema counts. */
const lengthOf = (data: unknown): number => Array.from(String(data)).length;

type Describe = (error: ErrorObject) => string;

const byKeyword: Readonly<Record<string, Describe>> = {
  type: ({ data, schema }) =>
    `instance type (${kindOf(data)}) does not match any allowed primitive type (allowed: ${list([schema].flat())})`,
  pattern: ({ data, schema }) =>
    `ECMA 262 regex "${String(schema)}" does not match input string "${String(data)}"`,
  enum: ({ data, schema }) =>
    `instance value (${list(data)}) not found in enum (possible values: ${list(schema)})`,
  minLength: ({ data, schema }) =>
    `string ${list(data)} is too short (length: ${lengthOf(data)}, required minimum: ${String(schema)})`,
  maxLength: ({ data, schema }) =>
    `string ${list(data)} is too long (length: ${lengthOf(data)}, maximum allowed: ${String(schema)})`,
  minimum: ({ data, schema }) =>
    `numeric instance is lower than the required minimum (minimum: ${String(schema)}, found: ${String(data)})`,
  maximum: ({ data, schema }) =>
    `numeric instance is greater than the required maximum (maximum: ${String(schema)}, found: ${String(data)})`,
};

const missingOf = (error: ErrorObject): string =>
  String((error.params as Record<string, unknown>)["missingProperty"]);
const extraOf = (error: ErrorObject): string =>
  String((error.params as Record<string, unknown>)["additionalProperty"]);

/** ajv names one property an error, AWS all that are missing from one object together. */
const grouped = (
  errors: readonly ErrorObject[],
  keyword: string,
  nameOf: (error: ErrorObject) => string,
  describe: (names: string) => string,
): readonly string[] => {
  const byObject = Map.groupBy(
    errors.filter((error) => error.keyword === keyword),
    (error) => error.instancePath,
  );
  return [...byObject.values()].map((group) => describe(list(group.map(nameOf).toSorted())));
};

/** `[object has missing required properties (["id"])]`; what has no known wording keeps ajv's. */
export const toValidationReport = (errors: readonly ErrorObject[]): string => {
  const single = errors
    .filter(({ keyword }) => keyword !== "required" && keyword !== "additionalProperties")
    .map((error) => byKeyword[error.keyword]?.(error) ?? error.message ?? error.keyword);
  return `[${[
    ...grouped(errors, "required", missingOf, (names) => `object has missing required properties (${names})`),
    ...grouped(
      errors,
      "additionalProperties",
      extraOf,
      (names) => `object instance has properties which are not allowed by the schema: ${names}`,
    ),
    ...single,
  ].join(", ")}]`;
};
