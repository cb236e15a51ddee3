// Models: JSON Schema draft-04 over a request's body.
import { default as AjvDraft04 } from "ajv-draft-04";
import { isRecord } from "../../../stack/resolve.ts";
import { toValidationReport } from "./validation-report.ts";

/** What is wrong with a parsed body; `undefined` when nothing is. */
export type ModelCheck = (body: unknown) => string | undefined;

/**
 * The keywords of JSON Schema draft-04: API Gateway refuses any other, ajv would take some of later drafts. References
 * (`$ref`, `definitions`) are not supported by the local cloud.
 */
const plainKeywords = [
  "$schema,id,title,description,default,format,type,enum,required,pattern,minLength,maxLength",
  "minimum,maximum,exclusiveMinimum,exclusiveMaximum,multipleOf,minItems,maxItems,uniqueItems",
  "minProperties,maxProperties",
].flatMap((names) => names.split(","));
/** Their value is a schema, a list of schemas, or a switch. */
const nestedKeywords = ["items", "additionalItems", "additionalProperties", "not", "allOf", "anyOf", "oneOf"];
/** Their value holds a schema under each name (or, for `dependencies`, a list of names). */
const namedKeywords = ["properties", "patternProperties", "dependencies"];
const keywords = new Set([...plainKeywords, ...nestedKeywords, ...namedKeywords]);

const schemasIn = (schema: Readonly<Record<string, unknown>>): readonly unknown[] => [
  ...nestedKeywords.flatMap((keyword) => schema[keyword]),
  ...namedKeywords.flatMap((keyword) => (isRecord(schema[keyword]) ? Object.values(schema[keyword]) : [])),
];

const unsupportedKeywords = (schema: unknown): readonly string[] =>
  isRecord(schema)
    ? [
        ...Object.keys(schema).filter((keyword) => !keywords.has(keyword)),
        ...schemasIn(schema).flatMap(unsupportedKeywords),
      ]
    : [];

const makeAjv = () =>
  new AjvDraft04.default({
    strict: false, // ajv's own taste
    allErrors: true,
    verbose: true,
    // AWS does not check every format, and does not say which.
    validateFormats: false,
    unicodeRegExp: false,
    logger: false,
  });

const parseSchema = (schema: string): object => {
  const parsed: unknown = JSON.parse(schema);
  if (typeof parsed !== "object" || parsed === null) throw new Error("a model must be a JSON object");
  const unsupported = unsupportedKeywords(parsed);
  if (unsupported.length > 0)
    throw new Error(`unsupported keyword(s) in the schema: ${unsupported.join(", ")}`);
  return parsed;
};

/** Throws when the schema is none that API Gateway would take. */
export const compileModel = (schema: string): ModelCheck => {
  const validate = makeAjv().compile(parseSchema(schema));
  return (body) => (validate(body) ? undefined : toValidationReport(validate.errors ?? []));
};
