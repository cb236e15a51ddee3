// Requests to the API: mostly posts of generated bodies, some with odd headers, methods, paths and queries.
import * as fc from "fast-check";
import { aBody, companies, type Body } from "./body.ts";
import type { RawRequest } from "./send-raw.ts";

export type FuzzRequest = Omit<RawRequest, "body"> & {
  readonly body: Body;
  /** Plain HTTP, to which the API itself must answer; else a server on the way may refuse to read it. */
  readonly isHttp: boolean;
};

/** The API's stage, with which every path begins. */
const stage = "/v1";

type Headers = RawRequest["headers"];

const parameters = [
  ["", "", "; charset=utf-8", ";charset=UTF-8", '; charset="utf-8"', "; charset=utf8", "; charset=latin1"],
  ["; charset=utf-8; charset=utf-16", "; boundary=x", ";;;", "; =", "; q=0.5", ", text/plain", "; charset="],
].flat();

const types = [
  ["application/json", "application/json", "application/json", "Application/JSON", "text/plain", "*/*", ""],
  ["application/x-www-form-urlencoded", "application/problem+json", "application/json;", "json", "a/b/c"],
].flat();

const aContentType: fc.Arbitrary<Headers> = fc
  .tuple(
    fc.constantFrom("content-type", "Content-Type", "CONTENT-TYPE"),
    fc.constantFrom(...types),
    fc.constantFrom(...parameters),
  )
  .map(([name, type, parameter]) => [[name, `${type}${parameter}`]]);

const names = [
  ["content-encoding", "Content-Encoding", "accept", "accept-encoding", "authorization", "cookie", "origin"],
  [
    "x-amzn-trace-id",
    "X-Amzn-Trace-Id",
    "x-amzn-requestid",
    "x-amz-date",
    "x-amz-target",
    "x-amz-security-token",
  ],
  [
    "x-amzn-apigateway-api-id",
    "x-api-key",
    "x-forwarded-for",
    "x-http-method-override",
    "content-type",
    "range",
  ],
  ["__proto__", "constructor", "$util", "#set", "!a*b'c", "content-language", "if-none-match", "traceparent"],
].flat();

const values = [
  [
    "identity",
    "gzip",
    "br",
    "utf-8",
    "1",
    "null",
    "*",
    "$context.requestId",
    "#set($x=1)",
    "%0d%0a",
    "a&b=c",
  ],
  [
    "Root=1-5759e988-bd862e3fe1be46a994272793",
    "Root=1-x;Sampled=1",
    "Self=1-67891234-12456789abcdef012345678",
  ],
  [
    "http://evil.example",
    "Bearer a.b.c",
    "AWS4-HMAC-SHA256 Credential=a/b/c",
    "AmazonSQS.DeleteQueue",
    "GET",
  ],
].flat();

export type Markers = {
  /** In bodies and headers: nothing but the stores may have it. */
  readonly body: string;
  /** In paths and queries: what serves HTTP locally writes them down. */
  readonly path: string;
};

const aHeader = (marker: string): fc.Arbitrary<Headers> =>
  fc
    .tuple(
      fc.constantFrom(...names),
      fc.oneof(
        fc.constantFrom(...values),
        fc.constantFrom(`${marker}\u00E9\u00FF`, `${marker}"<>`, marker.repeat(200), `"${marker}`),
      ),
    )
    .map((header) => [header]);

/** No HTTP: what reads it first refuses it. */
const notHttp: readonly Headers[] = [
  [["bad name", "x"]],
  [["x", "a\u0000b"]],
  [["x", "a\nb"]],
  [["content-length", "7"]],
  [["transfer-encoding", "chunked"]],
  [["x-long", "x".repeat(20_000)]],
  [["expect", "x"]],
  [["upgrade", "websocket"]],
];

const json: Headers = [["content-type", "application/json"]];

const post = ({ body: marker, path }: Markers, body: fc.Arbitrary<Body>): fc.Arbitrary<FuzzRequest> =>
  fc
    .tuple(
      body,
      fc.oneof({ weight: 4, arbitrary: fc.constant(json) }, { weight: 1, arbitrary: aContentType }),
      fc.oneof(
        { weight: 3, arbitrary: fc.constant<Headers[]>([]) },
        { weight: 1, arbitrary: fc.array(aHeader(marker), { maxLength: 4 }) },
      ),
      fc.constantFrom("", "", "", "", `?a=${path}`, "?%zz", "?Action=x&$x=#set(1)", "?company_id"),
    )
    .map(([bytes, type, others, query]) => ({
      method: "POST",
      target: `${stage}/messages${query}`,
      headers: [...type, ...others.flat()],
      body: bytes,
      isHttp: true,
    }));

const nothing: Body = { bytes: Buffer.alloc(0), is: "unknown" };

const aPart = (marker: string): fc.Arbitrary<string> =>
  fc.oneof(
    fc
      .constantFrom(
        [
          "",
          "%",
          "%zz",
          "%00",
          "%2F..%2F",
          "..",
          "%ff%fe",
          "%ED%A0%80",
          "a%26b%3Dc",
          "+",
          "sha256:",
          `${marker}%0A`,
        ],
        [
          "__proto__",
          "$util",
          "%23set($x)",
          "2023-12-10T22:02:38Z",
          "2023-12-10T22:02:38%2B01:00",
          "0",
          "-1",
          "1e3",
        ],
        [
          "100",
          "101",
          "Processed",
          "desc",
          "asc",
          `sha256:${"0".repeat(64)}`,
          `sha256:${"A".repeat(64)}`,
          "x".repeat(3_000),
        ],
        companies,
      )
      .chain((few) => fc.constantFrom(...few)),
    fc.string({ maxLength: 8 }).map((text) => encodeURIComponent(`${marker}${text}`)),
    fc.base64String({ maxLength: 80 }).map(encodeURIComponent),
    fc.json().map(encodeURIComponent),
  );

const queryNames = [
  "status",
  "from",
  "to",
  "limit",
  "order",
  "cursor",
  "company_id",
  "__proto__",
  "x",
  "limit%20",
];

const aQuery = (marker: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.option(fc.constantFrom(...companies), { freq: 5 }),
      fc.array(fc.tuple(fc.constantFrom(...queryNames), aPart(marker)), { maxLength: 3 }),
    )
    .map(([company, others]) =>
      [...(company === null ? [] : [["company_id", company]]), ...others]
        .map((pair) => pair.join("="))
        .join("&"),
    );

const get = ({ body, path: marker }: Markers): fc.Arbitrary<FuzzRequest> =>
  fc
    .tuple(
      fc.oneof(
        aPart(marker).map((part) => `/messages/${part}`),
        aQuery(marker).map((query) => `/messages?${query}`),
      ),
      fc.array(aHeader(body), { maxLength: 2 }),
    )
    .map(([path, headers]) => ({
      method: "GET",
      target: `${stage}${path}`,
      headers: headers.flat(),
      body: nothing,
      isHttp: true,
    }));

const elsewhere = ({ path: marker }: Markers, body: fc.Arbitrary<Body>): fc.Arbitrary<FuzzRequest> =>
  fc
    .record({
      method: fc.constantFrom(
        "GET",
        "POST",
        "PUT",
        "DELETE",
        "PATCH",
        "OPTIONS",
        "HEAD",
        "PROPFIND",
        "TRACE",
      ),
      target: fc.constantFrom(
        "/messages",
        "/messages/",
        "//messages",
        "/Messages",
        `/${marker}`,
        `/messages/a/${marker}`,
        "/messages;x=1",
        "/%6Dessages",
        "/",
      ),
      headers: fc.constant(json),
      body,
      isHttp: fc.constant(true),
    })
    .map((request) => ({ ...request, target: `${stage}${request.target}` }));

const broken = (body: fc.Arbitrary<Body>): fc.Arbitrary<FuzzRequest> =>
  fc
    .tuple(
      body,
      fc.constantFrom<readonly [string, string, Headers]>(
        ...notHttp.map((headers) => ["POST", "/messages", headers] as const),
        ["post", "/messages", []],
        ["MESSAGES", "/messages", []],
        ["POST", "/messages with blanks", []],
        ["GET", "/messages/\u0000", []],
        ["GET", "/messages/\u00E9", []],
        ["GET", "/messages/#x", []],
        ["GET", `/messages/${"x".repeat(20_000)}`, []],
      ),
    )
    .map(([bytes, [method, target, headers]]) => ({
      method,
      target: `${stage}${target}`,
      headers: [...json, ...headers],
      body: bytes,
      isHttp: false,
    }));

export const aRequest = (markers: Markers): fc.Arbitrary<FuzzRequest> => {
  const body = aBody(markers.body);
  return fc.oneof(
    { weight: 70, arbitrary: post(markers, body) },
    { weight: 20, arbitrary: get(markers) },
    { weight: 6, arbitrary: elsewhere(markers, body) },
    { weight: 3, arbitrary: broken(body) },
  );
};
