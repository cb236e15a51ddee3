// A request of the tour: how it is sent, and the command that sends the same.
import { makeSignedFetch, type Fetch } from "@message-handler/ops/signed-fetch.ts";

export type TourRequest = {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The shell variable with the token to send. */
  readonly tokenIn?: string;
  /** Signed for this region, where callers have to sign. Any credentials will do locally. */
  readonly signedFor?: string;
  /** The text, byte for byte. */
  readonly body?: string;
  /** The status is part of what the step shows. */
  readonly showsStatus?: boolean;
};

export type Answer = {
  readonly status: number;
  readonly statusText: string;
  readonly contentType: string;
  /** Out of JSON. */
  readonly body: unknown;
};

/** Seconds. No single request of the tour takes long, but a busy machine may. */
const TIME_OUT_SECONDS = 30;

const WIDTH = 76;

const quote = (text: string): string => (/[?&]/.test(text) ? `'${text}'` : text);

/** After the URL. */
const toOptions = ({ headers = {}, tokenIn, signedFor, body }: TourRequest): readonly string[] =>
  [
    signedFor === undefined ? [] : `--aws-sigv4 aws:amz:${signedFor}:execute-api --user any:any`,
    tokenIn === undefined ? [] : `-H "authorization: Bearer $${tokenIn}"`,
    Object.entries(headers).map(([name, value]) => `-H '${name}: ${value}'`),
    body === undefined ? [] : `-d '${body.replaceAll("'", String.raw`'\''`)}'`,
  ].flat();

const firstLine = (text: string): string => text.split("\n", 1)[0] ?? "";
const lastLine = (text: string): string => text.split("\n").at(-1) ?? "";

/** As it can be pasted; only a URL makes a line longer than 76 characters. */
export const toCurl = (request: TourRequest): string => {
  const { method, url, body, showsStatus } = request;
  const isImplied = method === "GET" || (method === "POST" && body !== undefined);
  let command = ["curl", showsStatus ? "-i" : [], isImplied ? [] : `-X ${method}`, quote(url)]
    .flat()
    .join(" ");
  for (const option of toOptions(request)) {
    const fits = `${lastLine(command)} ${firstLine(option)} \\`.length <= WIDTH;
    command += fits ? ` ${option}` : ` \\\n  ${option}`;
  }
  return command;
};

export type Send = (request: TourRequest, signal: AbortSignal) => Promise<Answer>;

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const plainFetch: Fetch = async (url, request) => fetch(url, request);

/**
 * @param tokens by the name of the shell variable
 */
export const makeSend =
  (tokens: ReadonlyMap<string, string>): Send =>
  async ({ method, url, headers = {}, tokenIn, signedFor: region, body }, signal) => {
    const credentials = { accessKeyId: "any", secretAccessKey: "any" };
    const send =
      region === undefined ? plainFetch : makeSignedFetch({ fetch: plainFetch, region, credentials });
    const token = tokenIn === undefined ? {} : { authorization: `Bearer ${tokens.get(tokenIn) ?? ""}` };
    const response = await send(new URL(url), {
      method,
      headers: { ...headers, ...token },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_OUT_SECONDS * 1000)]),
    });
    return {
      status: response.status,
      statusText: response.statusText,
      contentType: response.headers.get("content-type") ?? "",
      body: parse(await response.text()),
    };
  };
