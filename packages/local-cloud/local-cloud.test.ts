import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

import { type LocalCloud, type LocalCloudOptions, startLocalCloud } from "./local-cloud.ts";
import { rejectionOf } from "./testing/rejection-of.ts";

const isAbout = (line: unknown, source: string): boolean =>
  typeof line === "object" && line !== null && "source" in line && line.source === source;

describe("startLocalCloud", () => {
  let directory: string;
  before(async () => {
    directory = await mkdtemp(join(tmpdir(), "local-cloud-"));
  });
  after(async () => {
    await rm(directory, { recursive: true });
  });

  const start = async (stack: object, options: Partial<LocalCloudOptions> = {}) => {
    const stackFile = join(directory, "cdk.tf.json");
    await writeFile(stackFile, JSON.stringify(stack));
    return startLocalCloud({ stackFile, apiPort: 0, awsPort: 0, log: () => undefined, ...options });
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
    const data = { dataDirectory: join(directory, "data") };
    const twice = { bucket: "files" };
    const error = await rejectionOf(start({ resource: { aws_s3_bucket: { a: twice, b: twice } } }, data));
    expect(error.message).to.equal("aws_s3_bucket.b: the bucket files is aws_s3_bucket.a already");
    await (await start({}, data)).stop();
  });

  it("says in the log what the speed divides and what it does not, where it divides anything", async () => {
    const linesAt = async (speed: number): Promise<readonly unknown[]> => {
      const lines: string[] = [];
      await (await start({}, { speed, log: (line) => lines.push(line) })).stop();
      return lines.map((line): unknown => JSON.parse(line)).filter((line) => isAbout(line, "clock"));
    };
    const [line] = await linesAt(60);
    expect(line).to.include({ level: "INFO", message: "waiting is divided", speed: 60 });
    expect(line).to.have.property("divided").that.includes("retry pauses");
    expect(line)
      .to.have.property("not_divided")
      .that.includes("time-outs: those of functions, of their requests");
    expect(await linesAt(1)).to.deep.equal([]);
  });

  it("names in an answer's header the request id that stands in its body", async () => {
    const cloud = await start({});
    const body = new URLSearchParams({ Action: "Publish", TopicArn: "none", Message: "x" });
    const answer = await fetch(cloud.awsEndpoint, { method: "POST", body });
    const text = await answer.text();
    await cloud.stop();
    expect(text).to.include(`<RequestId>${answer.headers.get("x-amzn-requestid")}</RequestId>`);
  });

  describe("under /_local", () => {
    let cloud: LocalCloud;
    const stack = {
      resource: { aws_sqs_queue: { jobs: { name: "jobs" } } },
      output: { jobs: { value: "${aws_sqs_queue.jobs.url}" } },
    };
    const hello = { contentType: "text/plain", body: "hello" };
    before(async () => {
      cloud = await start(stack, {
        speed: 5,
        description: ({ jobs }) => ({ title: String(jobs) }),
        credentials: async ({ method, path }) => ({ "x-sent": `${method} ${path}` }),
        pages: () => ({ "/": [hello] }),
      });
    });
    after(async () => cloud.stop());
    const ask = async (path: string, init: RequestInit = {}) =>
      fetch(`${cloud.awsEndpoint}/_local/${path}`, init);
    const askJson = async (path: string, init: RequestInit = {}): Promise<unknown> =>
      (await ask(path, init)).json();
    const sending = (request: object) => ({ method: "POST", body: JSON.stringify(request) });

    it("shows what runs, and what the product says of it", async () => {
      expect(await askJson("state")).to.deep.include({
        account: { id: "000000000000", region: "us-east-1" },
        api_url: cloud.apiUrl,
        outputs: cloud.outputs,
        speed: 5,
      });
      expect(await askJson("description")).to.deep.equal({ title: cloud.outputs["jobs"] });
    });

    it("shows what lies in a queue without receiving it, and drops one message of it", async () => {
      const send = { QueueUrl: cloud.outputs["jobs"], MessageBody: "hello", DelaySeconds: 900 };
      const headers = {
        "x-amz-target": "AmazonSQS.SendMessage",
        "content-type": "application/x-amz-json-1.0",
      };
      const sent = await fetch(cloud.awsEndpoint, { method: "POST", headers, body: JSON.stringify(send) });
      const { MessageId: id } = (await sent.json()) as { readonly MessageId: string };
      const [message] = (await askJson("queues/jobs/messages?limit=1")) as readonly unknown[];
      expect(message).to.include({ message_id: id, body: "hello", receive_count: 0, state: "delayed" });
      const drop = async () => (await ask(`queues/jobs/messages/${id}`, { method: "DELETE" })).status;
      expect([await drop(), await drop()]).to.deep.equal([200, 404]);
      expect(await askJson("queues/jobs/messages")).to.deep.equal([]);
      expect((await ask("queues/other/messages")).status).to.equal(404);
      expect((await ask("queues/jobs/messages?limit=0")).status).to.equal(400);
    });

    it("sends a request to the API as a client would, and shows the answer", async () => {
      const answer = await askJson("requests", sending({ method: "get", path: "/?a=1" }));
      expect(answer).to.deep.include({ status: 200, body: "hello" });
      expect(answer).to.have.nested.property("headers.content-type", "text/plain");
      expect(answer).to.have.property("latency_ms").that.is.a("number");
    });

    it("sends no request to another host, nor one that it does not understand", async () => {
      for (const path of ["http://evil.example/", "@evil.example/", ".evil.example/", ""])
        expect((await ask("requests", sending({ method: "GET", path }))).status, path).to.equal(400);
      expect(await askJson("requests", sending({ method: "GET", path: "//evil.example/" }))).to.include({
        status: 403,
      });
      for (const body of ["", "{}", '{"method":"GET","path":"/","oops":1}'])
        expect((await ask("requests", { method: "POST", body })).status, body).to.equal(400);
    });

    it("streams the state and the log", async () => {
      const leaving = new AbortController();
      const { body, headers } = await ask("events", { signal: leaving.signal });
      expect(headers.get("content-type")).to.equal("text/event-stream");
      const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      const readUntil = async (part: string): Promise<void> => {
        while (!text.includes(part)) text += (await reader?.read())?.value ?? "";
      };
      await readUntil('event: state\ndata: {"account"');
      await fetch(`${cloud.apiUrl}/nowhere`);
      await readUntil('"message":"GET /nowhere 403"');
      leaving.abort();
    });

    it("refuses pages of other origins: they can neither read, nor listen, nor press anything", async () => {
      const calls = [
        ["GET", "state"],
        ["GET", "events"],
        ["GET", "description"],
        ["GET", "log"],
        ["GET", "operations"],
        ["GET", "faults"],
        ["GET", "queues/jobs/messages"],
        ["DELETE", "queues/jobs/messages/1"],
        ["GET", ""],
        ["PUT", "faults"],
        ["DELETE", "faults"],
        ["POST", "requests"],
        ["OPTIONS", "faults"],
      ] as const;
      const own = new URL(cloud.awsEndpoint).origin;
      const foreign = [{ origin: "http://evil.example" }, { origin: cloud.apiUrl }, { origin: "null" }];
      for (const [method, path] of calls)
        for (const headers of [...foreign, { origin: own, "sec-fetch-site": "cross-site" }]) {
          const answer = await ask(path, { method, headers });
          expect(answer.status, `${method} ${path}`).to.equal(403);
          expect(answer.headers.get("access-control-allow-origin")).to.equal(null);
        }
      expect((await ask("faults", { method: "DELETE", headers: { origin: own } })).status).to.equal(200);
    });
  });
});
