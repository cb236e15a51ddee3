// The line in the local cloud's own log about a request to the API's port. The stack's access log is another one.
import type { HttpRequest, HttpResponse } from "../../../core/http.ts";
import { parseObject } from "../../../core/json.ts";
import type { Log } from "../../../core/log.ts";

type Deps = {
  readonly log: Log;
  /** Where a request's JSON body names what it is about. */
  readonly subject: readonly string[] | undefined;
  /** Fields of a refusal's JSON body that say why. */
  readonly reason: readonly string[] | undefined;
};

/** An id or a name, not a text: no other value of a body may stand in a log. */
const idForm = /^[\w.:-]{1,128}$/;
const isId = (value: unknown): value is string => typeof value === "string" && idForm.test(value);

const toSubject = (path: Deps["subject"], { body }: HttpRequest): string | undefined => {
  if (path === undefined || body.length === 0) return undefined;
  const value = path.reduce<unknown>(
    (object, name) =>
      typeof object === "object" && object !== null && Object.hasOwn(object, name)
        ? (object as Readonly<Record<string, unknown>>)[name]
        : undefined,
    parseObject(body.toString("utf8")),
  );
  return isId(value) ? value : undefined;
};

/** Of a refusal: `InvalidParameter company_id`. */
const toReason = (fields: Deps["reason"], { status, body }: HttpResponse): string | undefined => {
  if (fields === undefined || status < 400) return undefined;
  const refusal = parseObject(body.toString("utf8")) ?? {};
  const values = fields
    .map((name) => (Object.hasOwn(refusal, name) ? refusal[name] : undefined))
    .filter(isId);
  return values.length === 0 ? undefined : values.join(" ");
};

export const makeAccessLine =
  ({ log, subject: path, reason: fields }: Deps) =>
  (request: HttpRequest, response: HttpResponse, milliseconds: number): void => {
    const { method, url } = request;
    const [location = ""] = url.split("?");
    const subject = toSubject(path, request);
    const reason = toReason(fields, response);
    log("INFO", "api-gateway", `${method} ${location} ${response.status}`, {
      method,
      path: location,
      status: response.status,
      latency_ms: Math.round(milliseconds),
      request_id: response.headers["x-amzn-requestid"],
      ...(subject === undefined ? {} : { subject }),
      ...(reason === undefined ? {} : { reason }),
    });
  };
