// Whether an answer of the API is what the description says of it.
import { DateTime } from "@message-handler/domain/date-time.ts";
import { Uuid } from "@message-handler/domain/uuid.ts";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { Answer } from "./api-caller.ts";

export type Schema = Readonly<Record<string, unknown>>;
type Header = { readonly required: boolean; readonly schema: Schema };
type HeaderReference = { readonly $ref: string };
export type Response = {
  readonly headers?: Readonly<Record<string, Header | HeaderReference>>;
  readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
};
export type Components = {
  readonly headers: Readonly<Record<string, Header>>;
  readonly schemas: Readonly<Record<string, Schema>>;
};

/** Lists what is wrong with an answer; nothing when all is well. */
export type AnswerFaults = (response: Response, answer: Answer) => readonly string[];

const isObject = (value: unknown): value is Schema => typeof value === "object" && value !== null;

/**
 * The schema without room for fields that it does not name. Clients are to put up with new ones; here each would be
 * one that nobody has described.
 */
const closed = (schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!isObject(schema)) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  const isClosed = "allOf" in schema || ("properties" in schema && schema["type"] === "object");
  return isClosed ? { ...inner, unevaluatedProperties: false } : inner;
};

/** A message may have fields of any name; a problem is closed where a response narrows it. */
const open: ReadonlySet<string> = new Set(["Message", "Problem"]);

const isUuid = (text: string): boolean => Uuid.decode(text)._tag === "Right";

const toAjv = (schemas: Components["schemas"]): Ajv2020 => {
  // `discriminator` and `example` are OpenAPI's, not JSON Schema's.
  const formats = { "date-time": DateTime.is, uuid: isUuid };
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats });
  const entries = Object.entries(schemas).map(([name, schema]) => [
    name,
    open.has(name) ? schema : closed(schema),
  ]);
  return ajv.addSchema({ $id: "openapi", components: { schemas: Object.fromEntries(entries) as unknown } });
};

/** From a place in the description to the schemas that have been added by themselves. */
const withAddresses = (schema: Schema): Schema =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as Schema;

/** Where they are not described, they must not be sent: clients act on them. */
const telling = ["Retry-After", "WWW-Authenticate"];

export const makeAnswerFaults = ({ headers: known, schemas }: Components): AnswerFaults => {
  const ajv = toAjv(schemas);
  const validators = new Map<Schema, ValidateFunction>();
  const validatorOf = (schema: Schema): ValidateFunction => {
    const validate = validators.get(schema) ?? ajv.compile(withAddresses(closed(schema) as Schema));
    validators.set(schema, validate);
    return validate;
  };

  const resolve = (header: Header | HeaderReference): Header => {
    if (!("$ref" in header)) return header;
    const found = known[header.$ref.replace("#/components/headers/", "")];
    if (found === undefined) throw new Error(`${header.$ref} leads nowhere`);
    return found;
  };

  const headerFault = (name: string, header: Header | HeaderReference, answer: Answer): readonly string[] => {
    const { required, schema } = resolve(header);
    const text = answer.headers.get(name);
    if (text === null) return required ? [`no ${name}`] : [];
    const value = schema["type"] === "integer" ? Number(text) : text;
    return validatorOf(schema)(value) ? [] : [`${name} is ${text}`];
  };

  const headerFaults: AnswerFaults = ({ headers = {} }, answer) => [
    ...Object.entries(headers).flatMap(([name, header]) => headerFault(name, header, answer)),
    ...telling
      .filter((name) => answer.headers.has(name) && !(name in headers))
      .map((name) => `${name} is not described`),
  ];

  const bodyFaults: AnswerFaults = ({ content }, answer) => {
    const type = answer.headers.get("content-type")?.split(";")[0] ?? "no content type";
    const described = content[type];
    if (described === undefined) return [`${type} is not described`];
    const validate = validatorOf(described.schema);
    return validate(answer.json) ? [] : [ajv.errorsText(validate.errors)];
  };

  return (response, answer) => [...headerFaults(response, answer), ...bodyFaults(response, answer)];
};
