// Whether a response of the API is as docs/openapi.yaml describes it.
import { problemContentType } from "@message-handler/api-contract/problems.ts";
import { actionableHeaders } from "@message-handler/api-contract/routes.ts";
import { DateTime } from "@message-handler/domain/date-time.ts";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { Answer } from "./api-caller.ts";

export type Schema = Readonly<Record<string, unknown>>;
type Header = { readonly required: boolean; readonly schema: Schema };
/** Of a problem, the examples are named after its codes. */
export type Content = { readonly schema: Schema; readonly examples: Readonly<Record<string, unknown>> };
type HeaderReference = { readonly $ref: string };
export type Response = {
  readonly headers?: Readonly<Record<string, Header | HeaderReference>>;
  readonly content: Readonly<Record<string, Content>>;
};
export type Components = {
  readonly headers: Readonly<Record<string, Header>>;
  readonly schemas: Readonly<Record<string, Schema>>;
};

/** Lists how a response differs from its description. */
export type FindViolations = (response: Response, answer: Answer) => readonly string[];

const isObject = (value: unknown): value is Schema => typeof value === "object" && value !== null;

/**
 * The schema without additional properties. Clients must tolerate new ones; here each would be an undescribed one.
 */
const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!isObject(schema)) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  return "properties" in schema && schema["type"] === "object"
    ? { ...inner, unevaluatedProperties: false }
    : inner;
};

const toAjv = (schemas: Components["schemas"]): Ajv2020 => {
  // `discriminator` and `example` are OpenAPI's, not JSON Schema's.
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { "date-time": DateTime.is } });
  return ajv.addSchema({ $id: "openapi", components: { schemas: closed(schemas) } });
};

/** With references to the schemas that were added to Ajv. */
const withReferences = (schema: Schema): Schema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as Schema;

const problemViolations = ({ examples }: Content, { status, json }: Answer): readonly string[] => [
  ...(json?.["status"] === status ? [] : ["the status in the body is another one"]),
  ...(Object.hasOwn(examples, String(json?.["code"])) ? [] : ["the code is not described"]),
];

export const makeFindViolations = ({ headers: known, schemas }: Components): FindViolations => {
  const ajv = toAjv(schemas);
  const validators = new Map<Schema, ValidateFunction>();
  const validatorOf = (schema: Schema): ValidateFunction => {
    const validate = validators.get(schema) ?? ajv.compile(withReferences(closed(schema) as Schema));
    validators.set(schema, validate);
    return validate;
  };

  const resolve = (header: Header | HeaderReference): Header => {
    if (!("$ref" in header)) return header;
    const found = known[header.$ref.replace("#/components/headers/", "")];
    if (found === undefined) throw new Error(`${header.$ref} is not defined`);
    return found;
  };

  const headerViolation = (
    name: string,
    header: Header | HeaderReference,
    answer: Answer,
  ): readonly string[] => {
    const { required, schema } = resolve(header);
    const text = answer.headers.get(name);
    if (text === null) return required ? [`no ${name}`] : [];
    const value = schema["type"] === "integer" ? Number(text) : text;
    return validatorOf(schema)(value) ? [] : [`${name} is ${text}`];
  };

  const headerViolations: FindViolations = ({ headers = {} }, answer) => [
    ...Object.entries(headers).flatMap(([name, header]) => headerViolation(name, header, answer)),
    ...actionableHeaders
      .filter((name) => answer.headers.has(name) && !(name in headers))
      .map((name) => `${name} is not described`),
  ];

  const bodyViolations: FindViolations = ({ content }, answer) => {
    const type = answer.headers.get("content-type")?.split(";")[0] ?? "no content type";
    const described = content[type];
    if (described === undefined) return [`${type} is not described`];
    const validate = validatorOf(described.schema);
    if (!validate(answer.json)) return [ajv.errorsText(validate.errors)];
    return type === problemContentType ? problemViolations(described, answer) : [];
  };

  return (response, answer) => [...headerViolations(response, answer), ...bodyViolations(response, answer)];
};
