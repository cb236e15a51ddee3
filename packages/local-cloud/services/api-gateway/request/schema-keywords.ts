// The keywords of JSON Schema draft-04. API Gateway refuses a model with any other ("Unsupported keyword(s)");
// the validator here would take some of later drafts.

const plain = [
  "$ref,$schema,id,title,description,default,format,type,enum,required,pattern,minLength,maxLength",
  "minimum,maximum,exclusiveMinimum,exclusiveMaximum,multipleOf,minItems,maxItems,uniqueItems",
  "minProperties,maxProperties",
].flatMap((names) => names.split(","));
/** Their value is a schema, a list of schemas, or a switch. */
const nested = ["items", "additionalItems", "additionalProperties", "not", "allOf", "anyOf", "oneOf"];
/** Their value holds a schema under each name (or, for `dependencies`, a list of names). */
const named = ["properties", "patternProperties", "definitions", "dependencies"];
const known = new Set([...plain, ...nested, ...named]);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const schemasIn = (schema: Readonly<Record<string, unknown>>): readonly unknown[] => [
  ...nested.flatMap((keyword) => schema[keyword]),
  ...named.flatMap((keyword) => (isObject(schema[keyword]) ? Object.values(schema[keyword]) : [])),
];

/** Those in use that draft-04 does not have. */
export const unsupportedKeywords = (schema: unknown): readonly string[] =>
  isObject(schema)
    ? [
        ...Object.keys(schema).filter((keyword) => !known.has(keyword)),
        ...schemasIn(schema).flatMap(unsupportedKeywords),
      ]
    : [];
