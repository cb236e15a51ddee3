// Models: JSON Schema draft-04 over a request's body.
import { default as AjvDraft04 } from "ajv-draft-04";
import { unsupportedKeywords } from "./schema-keywords.ts";
import { toValidationReport } from "./validation-report.ts";

/** What is wrong with a parsed body; `undefined` when nothing is. */
export type ModelCheck = (body: unknown) => string | undefined;

export type ModelConfig = { readonly name: string; readonly content_type: string; readonly schema: string };

/** Every API has these two without saying so. */
const builtIn: readonly ModelConfig[] = [
  { name: "Empty", content_type: "application/json", schema: "{}" },
  {
    name: "Error",
    content_type: "application/json",
    schema: '{"type":"object","properties":{"message":{"type":"string"}}}',
  },
];

/** How one model refers to another: `"$ref": "https://apigateway.amazonaws.com/restapis/ID/models/Name"`. */
const urlOf = (apiId: string, name: string): string =>
  `https://apigateway.amazonaws.com/restapis/${apiId}/models/${name}`;

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

export type Models = {
  /** Throws when the schema is none that API Gateway would take. */
  readonly add: (model: ModelConfig) => void;
  /** Throws when there is no model of that name, or when it refers to one that is not there. */
  readonly check: (name: string) => ModelCheck;
};

const parseSchema = (schema: string): object => {
  const parsed: unknown = JSON.parse(schema);
  if (typeof parsed !== "object" || parsed === null) throw new Error("a model must be a JSON object");
  const unsupported = unsupportedKeywords(parsed);
  if (unsupported.length > 0)
    throw new Error(`unsupported keyword(s) in the schema: ${unsupported.join(", ")}`);
  return parsed;
};

export const makeModels = (apiId: string): Models => {
  const ajv = makeAjv();
  const add: Models["add"] = ({ name, schema }) => {
    ajv.removeSchema(urlOf(apiId, name));
    ajv.addSchema(parseSchema(schema), urlOf(apiId, name));
  };
  for (const model of builtIn) add(model);
  return {
    add,
    check: (name) => {
      const validate = ajv.getSchema(urlOf(apiId, name));
      if (validate === undefined) throw new Error(`there is no model ${name}`);
      return (body) => (validate(body) === true ? undefined : toValidationReport(validate.errors ?? []));
    },
  };
};
