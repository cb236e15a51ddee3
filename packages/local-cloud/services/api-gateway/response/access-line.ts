// The line in the local cloud's own log about a request to the API's port. The stack's access log is another one.
import type { HttpRequest, HttpResponse } from "../../../core/http.ts";
import { parseObject } from "../../../core/json.ts";
import type { Log } from "../../../core/log.ts";

type Deps = {
  readonly log: Log;
  /** Where a request's JSON body names what it is about. */
  readonly subject: readonly string[] | undefined;
};

/** An id, not a text: no other value of a body may stand in a log. */
const idForm = /^[\w.:-]{1,128}$/;

const toSubject = (path: Deps["subject"], { body }: HttpRequest): string | undefined => {
  if (path === undefined || body.length === 0) return undefined;
  const value = path.reduce<unknown>(
    (object, name) =>
      typeof object === "object" && object !== null && Object.hasOwn(object, name)
        ? (object as Readonly<Record<string, unknown>>)[name]
        : undefined,
    parseObject(body.toString("utf8")),
  );
  return typeof value === "string" && idForm.test(value) ? value : undefined;
};

export const makeAccessLine =
  ({ log, subject: path }: Deps) =>
  (request: HttpRequest, response: HttpResponse, milliseconds: number): void => {
    const { method, url } = request;
    const [location = ""] = url.split("?");
    const subject = toSubject(path, request);
    log("INFO", "api-gateway", `${method} ${location} ${response.status}`, {
      method,
      path: location,
      status: response.status,
      latency_ms: Math.round(milliseconds),
      request_id: response.headers["x-amzn-requestid"],
      ...(subject === undefined ? {} : { subject }),
    });
  };
