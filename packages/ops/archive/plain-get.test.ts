import { expect } from "chai";
import { spawnSync } from "node:child_process";

/** Prints the hosts and paths that a plain get, and a GET of the SDK, are sent to. */
const program = `
  import { S3 } from "@aws-sdk/client-s3";
  import { plainGetOf } from "./plain-get.ts";
  const asked = [];
  const handle = async ({ hostname, path }) => {
    asked.push([hostname, path]);
    throw new Error("not sent");
  };
  const s3 = new S3({ maxAttempts: 1, requestHandler: { handle } });
  await (await plainGetOf(s3, "archive"))("company/a b.json");
  await s3.getObject({ Bucket: "archive", Key: "company/a b.json" }).catch(() => undefined);
  console.log(JSON.stringify(asked));`;

const settings = {
  HOME: "/nonexistent",
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "a",
  AWS_SECRET_ACCESS_KEY: "b",
};

describe("a plain get", () => {
  for (const [what, variables, host] of [
    ["of the region", {}, "archive.s3.us-east-1.amazonaws.com"],
    [
      "with FIPS and dual stack, where a person wants it",
      { AWS_USE_FIPS_ENDPOINT: "true", AWS_USE_DUALSTACK_ENDPOINT: "true" },
      "archive.s3-fips.dualstack.us-east-1.amazonaws.com",
    ],
    [
      "that a person has set for S3",
      { AWS_ENDPOINT_URL_S3: "https://vpce.example.com" },
      "archive.vpce.example.com",
    ],
  ] as const)
    it(`goes where the SDK's own goes: to the endpoint ${what}`, () => {
      const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], {
        cwd: import.meta.dirname,
        env: { ...settings, ...variables },
        encoding: "utf8",
      });
      const there = [host, "/company/a%20b.json"];
      expect(stderr).to.equal("");
      expect(JSON.parse(stdout)).to.deep.equal([there, there]);
    });
});
