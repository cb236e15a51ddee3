// `$input` and `$util`, as mapping templates see them.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
import { parseJson } from "../../../core/json.ts";
import { propertyOf } from "./context-variables.ts";

/** Null is nothing to AWS; a map or a list would need Java's own way of printing it. Throws for those. */
export const toText = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return String(value);
  throw new Error("a map or a list stands where a template needs a text");
};

const toPercent = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * As java.net.URLEncoder with UTF-8: a blank is `+`; letters, digits and `. - * _` stay; everything else is `%XX`.
 * A lone surrogate is Java's `?`.
 */
export const urlEncode = (text: string): string =>
  encodeURIComponent(text.isWellFormed() ? text : text.replaceAll(loneSurrogate, "?"))
    .replaceAll(/[!'()~]/g, toPercent)
    .replaceAll("%20", "+");

export const util = { urlEncode: (text: unknown) => urlEncode(toText(text)) } as const;

/** The JSONPaths that are supported: `$.a.b`. */
export const isSupportedPath = (path: string): boolean => /^\$(\.[A-Za-z_]\w*)+$/.test(path);

/** Numbers go through JavaScript: `$input.body` is the way to keep a body as it was sent. */
const readPath = (json: unknown, path: string): unknown => path.split(".").slice(1).reduce(propertyOf, json);

/** The headers of the client's request; a response template has none. */
export type InputHeaders = Readonly<Record<string, string>>;

/** `$input` over a body: the client's in a request template, the backend's in a response template. */
export const makeInput = (body: string, headers: InputHeaders = {}) => {
  // A template asks for several paths, and one that asks for none needs no JSON.
  let parsed: { readonly json: unknown } | undefined;
  return {
    /** AWS hands a template an empty object where there is no body. */
    body: body === "" ? "{}" : body,
    /** As on AWS, a body that is no JSON has nothing at any path. */
    path: (path: unknown) => readPath((parsed ??= { json: parseJson(body) }).json, toText(path)),
    params: () => ({
      header: {
        keySet: () => Object.keys(headers),
        get: (name: unknown) => headers[toText(name)],
      },
    }),
  };
};
