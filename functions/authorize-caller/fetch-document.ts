// Fetches one small document of the issuer over HTTP(S), with a short time-out, or says why the keys are unavailable.
// Not the global fetch: loading it costs a cold start 11–15 ms.
import { get as getHttp, type IncomingMessage } from "node:http";
import { get as getHttps } from "node:https";
import type { TransientFailure } from "@message-handler/domain/failure.ts";

export type FetchDocument = (url: URL) => Promise<Uint8Array>;

/** `IssuerUnreachable`: no answer, or none with status 200. `IssuerGarbled`: an answer that cannot be used. */
type Code = "IssuerUnreachable" | "IssuerGarbled";

/** Thrown, so that it passes by whoever only tries keys. */
export class KeysUnavailable extends Error {
  readonly failure: TransientFailure;

  /** @param detail one sentence for the operator, with nothing in it that a caller sent */
  constructor(code: Code, detail: string, cause?: unknown) {
    super(detail, { cause });
    this.name = "KeysUnavailable";
    this.failure = {
      kind: "Transient",
      code,
      detail,
      needsOperator: true,
      ...(cause === undefined ? {} : { cause }),
    };
  }
}

/**
 * For one attempt, its body included. Two documents with two attempts each then take 6 s at most, which is less than
 * the function has.
 */
export const TIME_OUT_MS = 1500;

/** The largest key sets of public issuers, with certificates in them, are around 20 KB. */
export const MAX_BYTES = 262_144;

const readBody = async (response: IncomingMessage): Promise<Uint8Array> => {
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`status ${response.statusCode}`);
  }
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop early ends the connection.
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error(`more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const attempt: FetchDocument = async (url) =>
  new Promise((resolve, reject) => {
    const get = url.protocol === "https:" ? getHttps : getHttp;
    const options = {
      headers: { accept: "application/json" },
      // A connection that is kept would be dead by the next time: Lambda freezes the process in between.
      agent: false,
      signal: AbortSignal.timeout(TIME_OUT_MS),
    };
    get(url, options, (response) => {
      readBody(response).then(resolve, reject);
    }).on("error", reject);
  });

const toReason = (error: unknown): string => {
  const { code, message, name } = error as NodeJS.ErrnoException;
  return name === "AbortError" ? "no answer in time" : (code ?? message);
};

/** Tries twice. Redirects are not followed. Throws `KeysUnavailable` with a reason and without the URL. */
export const fetchDocument: FetchDocument = async (url) => {
  try {
    return await attempt(url).catch(async () => attempt(url));
  } catch (error) {
    throw new KeysUnavailable(
      "IssuerUnreachable",
      `A document of the issuer could not be fetched: ${toReason(error)}.`,
      error,
    );
  }
};
