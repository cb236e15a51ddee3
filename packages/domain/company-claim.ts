// The claim that names the company, in the forms in which issuers write it.
import * as E from "fp-ts/lib/Either.js";
import { JsonObject } from "./own-props.ts";
import { Uuid } from "./uuid.ts";

/**
 * The claim of that very name, dots and all (Auth0 has URLs for names); otherwise what lies where its dots lead
 * (Keycloak nests `org.company_id`).
 */
const findClaim = (claims: JsonObject, name: string): unknown => {
  if (Object.hasOwn(claims, name)) return claims[name];
  for (let dot = name.indexOf("."); dot >= 0; dot = name.indexOf(".", dot + 1)) {
    const outer = name.slice(0, dot);
    const inner = Object.hasOwn(claims, outer) ? claims[outer] : undefined;
    const found = JsonObject.is(inner) ? findClaim(inner, name.slice(dot + 1)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
};

/** A list of one is that one: Keycloak makes lists of attributes that may have several values. */
const toSingle = (value: unknown): unknown =>
  Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value;

/** The company's UUID in lower case; undefined when the claims name none, or several. */
export const readCompany = (claims: JsonObject, name: string): string | undefined => {
  const company = Uuid.decode(toSingle(findClaim(claims, name)));
  return E.isRight(company) ? company.right : undefined;
};
