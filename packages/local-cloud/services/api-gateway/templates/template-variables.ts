// `$input` and `$util`, as mapping templates see them.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
import { JSONPath } from "jsonpath-plus";
import { escapeJavaScript } from "./escape-javascript.ts";
import { urlDecode, urlEncode } from "./url-encoding.ts";

type Texts = Readonly<Record<string, string>>;
export type InputParameters = { readonly path: Texts; readonly querystring: Texts; readonly header: Texts };

export const utilMethods = {
  urlEncode: (text: unknown) => urlEncode(toText(text)),
  urlDecode: (text: unknown) => urlDecode(toText(text)),
  escapeJavaScript: (text: unknown) => escapeJavaScript(toText(text)),
  base64Encode: (text: unknown) => Buffer.from(toText(text), "utf8").toString("base64"),
  base64Decode: (text: unknown) => Buffer.from(toText(text), "base64").toString("utf8"),
  parseJson: (text: unknown): unknown => JSON.parse(toText(text)),
} as const satisfies Record<string, (text: unknown) => unknown>;

/** Null is nothing to AWS; a map or a list would need Java's own way of printing it. Throws for those. */
export const toText = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return String(value);
  throw new Error("a map or a list stands where a template needs a text");
};

/** Numbers go through JavaScript: `$input.body` is the way to keep a body as it was sent. */
const readPath = (body: string, path: unknown): unknown => {
  if (body === "") return undefined;
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return undefined; // as on AWS, a body that is no JSON has nothing at any path
  }
  const found: unknown = JSONPath({ json: json as object, path: toText(path), wrap: false, eval: false });
  return found;
};

const lookUp = (parameters: InputParameters, name: string): string => {
  const { path, querystring, header } = parameters;
  if (Object.hasOwn(path, name)) return path[name] ?? "";
  if (Object.hasOwn(querystring, name)) return querystring[name] ?? "";
  return header[name.toLowerCase()] ?? "";
};

/** `$input` over a body: the client's in a request template, the backend's in a response template. */
export const makeInput = (body: string, parameters: InputParameters) => ({
  /** AWS hands a template an empty object where there is no body. */
  body: body === "" ? "{}" : body,
  path: (path: unknown) => readPath(body, path),
  json: (path: unknown) => JSON.stringify(readPath(body, path) ?? ""),
  params: (name?: unknown) => (name === undefined ? parameters : lookUp(parameters, toText(name))),
});

export const inputMethods: readonly string[] = ["path", "json", "params"];
