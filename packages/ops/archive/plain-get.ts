// GetObject and HeadObject with the SDK's own endpoint, credentials and connections, and none of its layers in between:
// these take more of a processor than all the rest of a rebuild. Whatever is not a plain answer is left to the SDK itself.
import { GetObjectCommand, type S3 } from "@aws-sdk/client-s3";
import { makeSignRequest } from "@message-handler/aws-client/sign-request.ts";
import { getEndpointFromInstructions } from "@smithy/core/endpoints";
import { IncomingMessage } from "node:http";

export type PlainObject = {
  /** Empty for a HEAD. */
  readonly bytes: Buffer;
  readonly metadata: Readonly<Record<string, string>>;
  /** In base64: the SHA-256 that S3 has verified, for a HEAD, where it keeps one. */
  readonly checksum: string | undefined;
};

/** Undefined where it was no plain success: ask the SDK. */
export type PlainGet = (key: string, method?: "GET" | "HEAD") => Promise<PlainObject | undefined>;

const readBody = async (body: IncomingMessage): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    body.on("data", (chunk: Buffer) => chunks.push(chunk));
    body.on("end", () =>
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
    );
    body.on("error", reject);
    body.on("aborted", () => reject(new Error("the answer broke off")));
  });

/** Milliseconds that an answer is waited for, before the SDK asks with more patience. */
const mostMs = 5000;

type Answer = {
  readonly response: {
    readonly statusCode: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: IncomingMessage;
  };
};

/** Of the SDK's handler for Node; the type of its result says nothing. */
const isAnswer = (answer: unknown): answer is Answer =>
  typeof answer === "object" &&
  answer !== null &&
  "response" in answer &&
  typeof answer.response === "object" &&
  answer.response !== null &&
  "body" in answer.response &&
  answer.response.body instanceof IncomingMessage;

const prefix = "x-amz-meta-";

const toMetadata = (headers: Readonly<Record<string, string>>): PlainObject["metadata"] => {
  const metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (name.startsWith(prefix)) metadata[name.slice(prefix.length)] = value;
  return metadata;
};

const make = async (s3: S3, bucket: string): Promise<PlainGet> => {
  const { region, credentials, requestHandler } = s3.config;
  // As the person has set it, in the environment and in `~/.aws`: another endpoint, FIPS, dual stack.
  const { url } = await getEndpointFromInstructions({ Bucket: bucket }, GetObjectCommand, { ...s3.config });
  const sign = makeSignRequest({ service: "s3", region: await region(), escapesPath: false });
  const address = {
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port === "" ? {} : { port: Number(url.port) }),
    query: {},
    headers: { host: url.host },
  };
  const root = url.pathname.replace(/\/$/, "");
  return async (key, method = "GET") => {
    const path = `${root}/${key.split("/").map(encodeURIComponent).join("/")}`;
    const { headers: own } = address;
    const headers = method === "HEAD" ? { ...own, "x-amz-checksum-mode": "ENABLED" } : own;
    const request = sign({ ...address, method, path, headers }, await credentials(), new Date());
    try {
      const answer: unknown = await requestHandler.handle(request, { requestTimeout: mostMs });
      if (!isAnswer(answer)) return undefined;
      const { statusCode, headers: all, body } = answer.response;
      const bytes = await readBody(body);
      // S3 sends both with every object, and a proxy of its own accord neither.
      const isOfS3 = all["x-amz-request-id"] !== undefined && all["etag"] !== undefined;
      if (statusCode !== 200 || !isOfS3) return undefined;
      return { bytes, metadata: toMetadata(all), checksum: all["x-amz-checksum-sha256"] };
    } catch {
      return undefined;
    }
  };
};

const made = new WeakMap<S3, Promise<PlainGet>>();

/** Of the one bucket that a client reads from. */
export const plainGetOf = async (s3: S3, bucket: string): Promise<PlainGet> => {
  const known = made.get(s3) ?? make(s3, bucket);
  made.set(s3, known);
  return known;
};
