// Fetches small documents of the issuer over HTTP(S), with a short time-out, or says why the keys are unavailable.
// Not the global fetch: loading it costs a cold start 11–15 ms.
import { Agent as HttpAgent, get as getHttp, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, get as getHttps } from "node:https";
import type { TransientFailure } from "@message-handler/domain/failure.ts";
import { secureContext } from "@message-handler/lambda-kit/secure-context.ts";

/** Tries twice. Redirects are not followed. Throws `KeysUnavailable` with a reason and without the URL. */
export type FetchDocument = (url: URL) => Promise<Uint8Array>;

/** Documents of one host that are fetched one after the other come over one connection. */
export type OpenConnection = () => { readonly fetchDocument: FetchDocument; readonly close: () => void };

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

/** By events: reading a stream with `for await` costs a cold start more than the rest of this file. */
const readBody = async (response: IncomingMessage): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    response.once("error", reject);
    response.once("end", () => resolve(Buffer.concat(chunks)));
    response.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_BYTES) response.destroy(new Error(`more than ${MAX_BYTES} bytes`));
      else chunks.push(chunk);
    });
    if (response.statusCode !== 200) response.destroy(new Error(`status ${response.statusCode}`));
  });

const attempt = async (url: URL, agent: HttpAgent): Promise<Uint8Array> => {
  let timer: NodeJS.Timeout | undefined;
  // The time-out is the promise's and not the request's: an answer that changes the protocol ends that without an error.
  return new Promise<Uint8Array>((resolve, reject) => {
    const get = url.protocol === "https:" ? getHttps : getHttp;
    const sent = get(url, { headers: { accept: "application/json" }, agent }, (response) => {
      readBody(response).then(resolve, reject);
    });
    timer = setTimeout(() => {
      reject(new Error("no answer in time"));
      sent.destroy();
    }, TIME_OUT_MS);
    sent.on("error", reject);
  }).finally(() => clearTimeout(timer));
};

const toReason = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
};

/** A second request waits for the connection of the first. */
const shared = { keepAlive: true, maxSockets: 1 };

const makeRealAgent = (isSecure: boolean): HttpAgent =>
  isSecure ? new HttpsAgent({ ...shared, secureContext: secureContext() }) : new HttpAgent(shared);

/**
 * Not kept for longer: it would be dead by the next time, as Lambda freezes the process in between.
 *
 * @param makeAgent called once for each protocol; a rehearsal's leads nowhere
 */
export const openConnection = (makeAgent = makeRealAgent): ReturnType<OpenConnection> => {
  const agents = new Map<string, HttpAgent>();
  const agentFor = ({ protocol }: URL): HttpAgent => {
    const agent = agents.get(protocol) ?? makeAgent(protocol === "https:");
    agents.set(protocol, agent);
    return agent;
  };
  return {
    fetchDocument: async (url) => {
      try {
        const agent = agentFor(url);
        return await attempt(url, agent).catch(async () => attempt(url, agent));
      } catch (error) {
        throw new KeysUnavailable(
          "IssuerUnreachable",
          `A document of the issuer could not be fetched: ${toReason(error)}.`,
          error,
        );
      }
    },
    close: () => {
      for (const agent of agents.values()) agent.destroy();
    },
  };
};
