import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

import { startLocalCloud } from "./local-cloud.ts";
import { rejectionOf } from "./testing/rejection-of.ts";

describe("startLocalCloud", () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "local-cloud-"));
  });
  after(async () => {
    await rm(directory, { recursive: true });
  });

  const start = async (stack: object, dataDirectory?: string) => {
    const stackFile = join(directory, "cdk.tf.json");
    await writeFile(stackFile, JSON.stringify(stack));
    const data = dataDirectory === undefined ? {} : { dataDirectory };
    return startLocalCloud({ stackFile, apiPort: 0, awsPort: 0, log: () => undefined, ...data });
  };

  it("closes both ports when told to stop, once however often it is told", async () => {
    const cloud = await start({});
    expect((await fetch(`${cloud.awsEndpoint}/_local/state`)).status).to.equal(200);
    const stopping = cloud.stop();
    expect(cloud.stop()).to.equal(stopping);
    await stopping;
    for (const url of [cloud.apiUrl, cloud.awsEndpoint])
      expect((await rejectionOf(fetch(url))).message).to.equal("fetch failed");
  });

  it("does not start with an alarm on a queue that does not exist", async () => {
    const alarm = {
      alarm_name: "parked",
      namespace: "AWS/SQS",
      metric_name: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: "praked" },
      statistic: "Maximum",
      comparison_operator: "GreaterThanOrEqualToThreshold",
      threshold: 0,
      period: 60,
      evaluation_periods: 1,
    };
    const started = start({ resource: { aws_cloudwatch_metric_alarm: { parked: alarm } } });
    const error = await rejectionOf(started.then(async ({ stop }) => stop()));
    expect(error.message).to.include("aws_cloudwatch_metric_alarm.parked: the stack has no QueueName praked");
  });

  it("lets go of everything when it cannot start", async () => {
    const data = join(directory, "data");
    const twice = { bucket: "files" };
    const error = await rejectionOf(start({ resource: { aws_s3_bucket: { a: twice, b: twice } } }, data));
    expect(error.message).to.equal("aws_s3_bucket.b: the bucket files is aws_s3_bucket.a already");
    await (await start({}, data)).stop();
  });
});
