import { createRequire } from "node:module";
import { join } from "node:path";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { S3 } from "@aws-sdk/client-s3";
import { SQS } from "@aws-sdk/client-sqs";
import type { HttpRequest } from "@smithy/types";
import { expect } from "chai";
import { stub } from "sinon";
import { toBucketEndpoint, toQueueEndpoint, toServiceEndpoint, type Environment } from "./endpoint.ts";

type Partitions = { readonly partitions: readonly { readonly regions: Readonly<Record<string, unknown>> }[] };

/** Of the SDK's own list, which it does not export. */
const readRegions = async (): Promise<readonly string[]> => {
  const core = createRequire(import.meta.url).resolve("@aws-sdk/core/package.json");
  const file = join(core, "../dist-es/submodules/client/util-endpoints/lib/aws/partitions.js");
  const { partitionsInfo } = (await import(file)) as { readonly partitionsInfo: Partitions };
  return partitionsInfo.partitions
    .flatMap(({ regions }) => Object.keys(regions))
    .filter((region) => !region.endsWith("-global"));
};

/** Where a client of the SDK sends, without sending. */
const captured = async (use: (config: object) => Promise<unknown>, env: Environment): Promise<unknown> => {
  const environment = stub(process, "env").value({ ...env });
  let sent: HttpRequest | undefined;
  const requestHandler = {
    handle: async (request: HttpRequest): Promise<never> => {
      sent = request;
      throw new Error("not sent");
    },
  };
  try {
    await use({
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
      maxAttempts: 1,
      requestHandler,
    }).catch(() => undefined);
  } finally {
    environment.restore();
  }
  const { protocol, hostname, port, path } = sent ?? expect.fail("no request");
  return { protocol, hostname, path, ...(port === undefined ? {} : { port }) };
};

const viaS3 = async (region: string, env: Environment, Bucket: string): Promise<unknown> =>
  captured(async (config) => new S3({ ...config, region }).headObject({ Bucket, Key: "k" }), env);
const viaDynamoDb = async (region: string, env: Environment): Promise<unknown> =>
  captured(async (config) => new DynamoDB({ ...config, region }).getItem({ TableName: "t", Key: {} }), env);
/** The SDK warns of a queue that is elsewhere, if need be on the console. */
const nothing = (): void => undefined;
const logger = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };
const viaSqs = async (region: string, env: Environment, QueueUrl: string): Promise<unknown> =>
  captured(
    async (config) => new SQS({ ...config, region, logger }).deleteMessage({ QueueUrl, ReceiptHandle: "r" }),
    env,
  );

/** With the path of a request in it, as what the SDK sends has. */
const withKey = ({ path, ...endpoint }: ReturnType<typeof toBucketEndpoint>): unknown => ({
  ...endpoint,
  path: path === "/" ? "/k" : `${path}/k`,
});
const withSlash = ({ path, ...endpoint }: ReturnType<typeof toServiceEndpoint>): unknown => ({
  ...endpoint,
  path: path.endsWith("/") ? path : `${path}/`,
});

const configured: readonly Environment[] = [
  { AWS_ENDPOINT_URL: "http://127.0.0.1:4566" },
  { AWS_ENDPOINT_URL: "http://localhost:4566" },
  { AWS_ENDPOINT_URL: "https://gateway.example.com/base" },
  { AWS_ENDPOINT_URL: "http://[::1]:9000" },
  { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_ENDPOINT_URL_S3: "https://s3.example.com" },
  { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_ENDPOINT_URL_DYNAMODB: "http://db.example.com:8000" },
  { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_ENDPOINT_URL_SQS: "http://127.0.0.1:9324" },
  { AWS_ENDPOINT_URL: "" },
  { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" },
];

describe("the endpoints", () => {
  it("are the SDK's in every region that it knows", async () => {
    const regions = await readRegions();
    expect(regions).to.include.members(["cn-north-1", "us-gov-west-1", "us-iso-east-1", "eusc-de-east-1"]);
    for (const region of regions) {
      expect(withKey(toBucketEndpoint("the-bucket", region, {}))).to.deep.equal(
        await viaS3(region, {}, "the-bucket"),
      );
      expect(toServiceEndpoint("dynamodb", region, {})).to.deep.equal(await viaDynamoDb(region, {}));
      expect(toServiceEndpoint("sqs", region, {})).to.include({
        hostname: ((await viaSqs(region, {}, "no URL")) as HttpRequest).hostname,
      });
    }
  });

  it("are the SDK's for a bucket whose name no certificate covers: in the path", async () => {
    expect(withKey(toBucketEndpoint("with.dots", "eu-west-1", {}))).to.deep.equal(
      await viaS3("eu-west-1", {}, "with.dots"),
    );
  });

  for (const bucket of ["the-bucket", "Upper_Case", "a".repeat(63)])
    it(`are the SDK's for a bucket called ${bucket}, wherever the environment puts S3`, async () => {
      for (const env of [{}, ...configured])
        expect(withKey(toBucketEndpoint(bucket, "eu-west-1", env)), JSON.stringify(env)).to.deep.equal(
          await viaS3("eu-west-1", env, bucket),
        );
    });

  it("are the SDK's for DynamoDB, wherever the environment puts it", async () => {
    for (const env of configured)
      expect(withSlash(toServiceEndpoint("dynamodb", "eu-west-1", env))).to.deep.equal(
        await viaDynamoDb("eu-west-1", env),
      );
  });

  it("are the SDK's for a queue: where its URL is", async () => {
    for (const env of [{}, ...configured])
      for (const url of [
        "https://sqs.eu-west-1.amazonaws.com/1/work",
        "http://127.0.0.1:9324/1/work",
        "https://gateway.example.com/1/work",
      ])
        expect(withSlash(toQueueEndpoint(url, "eu-west-1", env))).to.deep.equal(
          await viaSqs("eu-west-1", env, url),
        );
  });

  for (const name of ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"])
    it(`are refused with ${name}, which would lead elsewhere`, () => {
      for (const yes of ["true", "TRUE", "1"])
        expect(() => toServiceEndpoint("dynamodb", "us-gov-west-1", { [name]: yes })).to.throw(name);
      for (const no of ["false", ""])
        expect(() => toServiceEndpoint("dynamodb", "us-gov-west-1", { [name]: no })).not.to.throw();
    });
});
