// Sends a request to the API as a client would, for a page that may not do so itself: the API is another origin.
import { z } from "zod";
import type { CredentialsFor } from "../core/description.ts";

const Sent = z.strictObject({
  method: z.string().regex(/^[A-Za-z]+$/, "is not a method"),
  path: z.string().regex(/^\//, "does not begin with a slash"),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.string().optional(),
});

type Answered = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly latency_ms: number;
};

type Result =
  | { readonly ok: true; readonly answer: Answered }
  | { readonly ok: false; readonly status: 400 | 502; readonly reason: string };

export type SendRequest = (input: unknown, signal: AbortSignal) => Promise<Result>;

type ToSend = Pick<Answered, "headers"> & {
  readonly method: string;
  readonly body: string | undefined;
  readonly signal: AbortSignal;
};

/** What is wrong with it where HTTP has no such request: a GET with a body, a header's name with a blank. */
const toRequest = (url: string, { body, ...init }: ToSend): Request | string => {
  try {
    return new Request(url, { ...init, ...(body === undefined ? {} : { body }), redirect: "manual" });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
};

/** `credentials` gives headers that let a request in; those that the request names itself come before them. */
export const makeSendRequest =
  (apiUrl: string, credentials: CredentialsFor = async () => ({})): SendRequest =>
  async (input, signal) => {
    const decoded = Sent.safeParse(input);
    if (!decoded.success) return { ok: false, status: 400, reason: z.prettifyError(decoded.error) };
    const { path, body, headers } = decoded.data;
    const method = decoded.data.method.toUpperCase();
    try {
      const own = await credentials({ method, path, body });
      const request = toRequest(`${apiUrl}${path}`, {
        method,
        headers: { ...own, ...headers },
        body,
        signal,
      });
      if (typeof request === "string") return { ok: false, status: 400, reason: request };
      const startedAt = performance.now();
      const response = await fetch(request);
      const text = await response.text();
      const latency = Math.round(performance.now() - startedAt);
      const answer = { status: response.status, headers: Object.fromEntries(response.headers), body: text };
      return { ok: true, answer: { ...answer, latency_ms: latency } };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
      return { ok: false, status: 502, reason: `the request could not be sent: ${String(error)}${cause}` };
    }
  };
