// The parameters of a request in the query protocol: what is authorised is what is carried out.
import type { HttpRequest } from "../../core/http.ts";
import { decodeForm } from "../../core/query-form.ts";

export type Form = ReadonlyMap<string, string>;

const isForm = ({ headers, method }: HttpRequest): boolean =>
  method === "POST" && headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;

/** Parameters stand in the body; those of the URL belong to the same form. One byte per character (latin1). */
const textOf = (request: HttpRequest): string =>
  isForm(request) ? `${request.url.split("?")[1] ?? ""}&${request.body.toString("latin1")}` : "";

/** The operation that is asked for, also by a form that cannot be read: its refusal has to name something. */
export const actionOf = (request: HttpRequest): string | undefined =>
  new URLSearchParams(textOf(request)).get("Action") ?? undefined;

/** Throws a ServiceError for a form that can be read in two ways, or not at all. */
export const readForm = (request: HttpRequest): Form => decodeForm(textOf(request));
