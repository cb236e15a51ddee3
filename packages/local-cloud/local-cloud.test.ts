import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { failureOf } from "./aws/start-test-endpoint.ts";
import { until } from "./lambda/fixtures.ts";
import { startLocalCloud } from "./local-cloud.ts";

describe("startLocalCloud", () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "local-cloud-"));
  });
  after(async () => {
    await rm(directory, { recursive: true });
  });

  const logged: string[] = [];
  const start = async (stack: object, dataDirectory?: string) => {
    const stackFile = join(directory, "cdk.tf.json");
    await writeFile(stackFile, JSON.stringify(stack));
    const data = dataDirectory === undefined ? {} : { dataDirectory };
    return startLocalCloud({ stackFile, apiPort: 0, awsPort: 0, log: (line) => logged.push(line), ...data });
  };

  it("closes both ports when told to stop, once however often it is told", async () => {
    const cloud = await start({});
    expect((await fetch(`${cloud.awsEndpoint}/_local/state`)).status).to.equal(200);
    const stopping = cloud.stop();
    expect(cloud.stop()).to.equal(stopping);
    await stopping;
    for (const url of [cloud.apiUrl, cloud.awsEndpoint])
      expect((await failureOf(fetch(url))).message).to.equal("fetch failed");
  });

  it("does not complain about what its stop breaks off", async () => {
    const cloud = await start({});
    const late = { service: "dynamodb", operation: "GetItem", effect: { type: "latency", ms: 400 } };
    await fetch(`${cloud.awsEndpoint}/_local/faults`, { method: "PUT", body: JSON.stringify([late]) });
    const headers = {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "DynamoDB_20120810.GetItem",
    };
    const body = JSON.stringify({ TableName: "jobs", Key: { id: { S: "a" } } });
    const broken = failureOf(fetch(cloud.awsEndpoint, { method: "POST", headers, body }));
    const linesWith = (text: string): readonly string[] => logged.filter((line) => line.includes(text));
    await until(() => linesWith("latency on dynamodb GetItem").length > 0);
    await cloud.stop();
    await broken;
    await until(() => linesWith("failed in the local cloud").length > 0);
    expect(linesWith("failed in the local cloud")[0]).to.include('"level":"DEBUG"');
  });

  it("lets go of everything when it cannot start", async () => {
    const data = join(directory, "data");
    const twice = { bucket: "files" };
    const error = await failureOf(start({ resource: { aws_s3_bucket: { a: twice, b: twice } } }, data));
    expect(error.message).to.equal("aws_s3_bucket.b: the bucket files is aws_s3_bucket.a already");
    await (await start({}, data)).stop();
  });
});
