// A request as a stage sees it: stage and path apart, query and headers taken to pieces.
import type { HttpRequest } from "../../../core/http.ts";

export type StageRequest = {
  readonly method: string;
  readonly stage: string;
  /** Without the stage, undecoded, as sent: `/jobs/a%20b`. */
  readonly path: string;
  readonly query: ReadonlyMap<string, readonly string[]>;
  /**
   * Names in lower case, as HTTP/2 clients of AWS send them; on AWS an HTTP/1.1 client's own spelling goes
   * through. Repeated headers are joined.
   */
  readonly headers: Readonly<Record<string, string>>;
  /** `application/json`: without parameters, in lower case; that is also what a missing header means. */
  readonly mediaType: string;
  readonly body: Buffer;
  /** Bytes that are no UTF-8 become U+FFFD, as on AWS for anything that is no binary media type. */
  readonly text: string;
  readonly sourceIp: string;
};

/** `+` is a blank. A broken percent sequence stands for itself. */
const decodeQueryPart = (part: string): string => {
  const spaced = part.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
};

const parseQuery = (query: string): Map<string, string[]> => {
  const values = new Map<string, string[]>();
  for (const pair of query.split("&").filter((text) => text !== "")) {
    const [name, value] = /^([^=]*)=?(.*)$/s.exec(pair)!.slice(1).map(decodeQueryPart) as [string, string];
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return values;
};

const joinHeaders = (headers: HttpRequest["headers"]): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(", ") : value]],
    ),
  );

/** `application/json` of `Application/JSON; charset=utf-8`. */
export const toMediaType = (contentType: string): string =>
  (contentType.split(";")[0] ?? "").trim().toLowerCase();

export const toStageRequest = (request: HttpRequest, sourceIp: string): StageRequest => {
  const [location = "", query = ""] = request.url.split(/\?(.*)/s);
  const [, stage = "", path = ""] = /^\/?([^/]*)(.*)$/s.exec(location) ?? [];
  const headers = joinHeaders(request.headers);
  return {
    method: request.method.toUpperCase(),
    stage,
    path: path === "" ? "/" : path,
    query: parseQuery(query),
    headers,
    mediaType: toMediaType(headers["content-type"] ?? "application/json"),
    body: request.body,
    text: request.body.toString("utf8"),
    sourceIp,
  };
};
