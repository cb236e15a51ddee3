// For tests: the bucket `files` behind the real endpoint, from before the first test to after the last.
import { type OutgoingHttpHeaders, request } from "node:http";
import {
  GetObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type PutObjectCommandOutput,
  S3Client,
} from "@aws-sdk/client-s3";
import type { Resources } from "./stack.ts";
import { startTestEndpoint, type TestEndpoint } from "./start-test-endpoint.ts";

export type Files = {
  readonly endpoint: () => TestEndpoint;
  readonly client: () => S3Client;
  readonly put: (key: string, input?: Partial<PutObjectCommandInput>) => Promise<PutObjectCommandOutput>;
  readonly get: (key: string) => Promise<Buffer>;
  /** With path and host as they stand, which fetch would rewrite; answers the status. */
  readonly sendRaw: (
    method: string,
    path: string,
    headers?: OutgoingHttpHeaders,
  ) => Promise<number | undefined>;
};

export const buckets = (...names: readonly string[]): Resources => ({
  aws_s3_bucket: Object.fromEntries(names.map((bucket) => [bucket, { bucket }])),
});

/** Call in a `describe`; `more` are resources beside the bucket. */
export const useFiles = (more: Resources = {}): Files => {
  let endpoint: TestEndpoint;
  let client: S3Client;
  before(async () => {
    endpoint = await startTestEndpoint({ resources: { ...buckets("files"), ...more } });
    client = new S3Client({ ...endpoint.clientConfig, forcePathStyle: true });
  });
  after(async () => {
    client.destroy();
    await endpoint.stop();
  });
  return {
    endpoint: () => endpoint,
    client: () => client,
    put: async (Key, input = {}) =>
      client.send(new PutObjectCommand({ Bucket: "files", Key, Body: "content", ...input })),
    get: async (Key) => {
      const found = await client.send(new GetObjectCommand({ Bucket: "files", Key }));
      return Buffer.from((await found.Body?.transformToByteArray()) ?? []);
    },
    sendRaw: async (method, path, headers = {}) =>
      new Promise((resolve, reject) => {
        const { hostname, port } = new URL(endpoint.url);
        const sending = request({ hostname, port, method, path, headers }, (reply) => {
          resolve(reply.resume().statusCode);
        });
        sending.on("error", reject).end("x");
      }),
  };
};

/** The HTTP status of an SDK's error or output. */
export const statusOf = (result: unknown): number | undefined =>
  (result as { readonly $metadata: { readonly httpStatusCode?: number } }).$metadata.httpStatusCode;
