import { S3 } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { plainGetOf } from "./plain-get.ts";

const settings = {
  region: "us-east-1",
  credentials: { accessKeyId: "a", secretAccessKey: "b" },
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
  defaultsMode: "standard",
} as const;

/** Where the SDK takes an endpoint from that no client was told. */
const variables = ["AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3"] as const;

/** The hosts and paths that a GET of a plain get, and one of the SDK, are sent to. */
const asked = async (parts: object): Promise<readonly (readonly string[])[]> => {
  const asking: (readonly string[])[] = [];
  const handle = async ({ hostname, path }: { readonly hostname: string; readonly path: string }) => {
    asking.push([hostname, path]);
    throw new Error("not sent");
  };
  const requestHandler = {
    handle,
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
  const s3 = new S3({ ...settings, ...parts, maxAttempts: 1, requestHandler });
  expect(await (await plainGetOf(s3, "archive"))("company/a b.json")).to.equal(undefined);
  await s3.getObject({ Bucket: "archive", Key: "company/a b.json" }).catch(() => undefined);
  s3.destroy();
  return asking;
};

describe("a plain get", () => {
  const before = variables.map((name) => [name, process.env[name]] as const);
  beforeEach(() => {
    for (const name of variables) delete process.env[name];
  });
  afterEach(() => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
  });

  for (const [what, parts, host, path] of [
    ["of the region", {}, "archive.s3.us-east-1.amazonaws.com", "/company/a%20b.json"],
    [
      "with FIPS and dual stack",
      { useFipsEndpoint: true, useDualstackEndpoint: true },
      "archive.s3-fips.dualstack.us-east-1.amazonaws.com",
      "/company/a%20b.json",
    ],
    [
      "that a person has set",
      { endpoint: "https://s3.example.com/base", forcePathStyle: true },
      "s3.example.com",
      "/base/archive/company/a%20b.json",
    ],
  ] as const)
    it(`goes where the SDK's own goes: to the endpoint ${what}`, async () => {
      const there = [host, path];
      expect(await asked(parts)).to.deep.equal([there, there]);
    });

  it("goes to the endpoint that the environment names for S3", async () => {
    process.env["AWS_ENDPOINT_URL_S3"] = "https://vpce.example.com";
    const there = ["archive.vpce.example.com", "/company/a%20b.json"];
    expect(await asked({})).to.deep.equal([there, there]);
  });
});
