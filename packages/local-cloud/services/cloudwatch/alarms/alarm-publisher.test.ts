import { once } from "node:events";
import { expect } from "chai";
import type { HttpRequest } from "../../../core/http.ts";
import { makePrincipals } from "../../../core/principals.ts";
import { type Handle, listen, type Listening, type Outcome } from "../../../core/server.ts";
import type { Log } from "../../../core/log.ts";
import { makeClock } from "../../../core/clock.ts";
import { toErrorResponse } from "../../sns/responses.ts";
import { type AlarmPublisher, makeAlarmPublisher } from "./alarm-publisher.ts";
import { anAccount } from "../../../testing/stack.ts";

const topic = "arn:aws:sns:us-east-1:000000000000:alerts";
const accepted: Outcome = {
  status: 200,
  headers: { "content-type": "text/xml" },
  body: Buffer.from(
    "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>",
  ),
};
const principals = makePrincipals();
const credentialsOf = (sourceArn: string) =>
  principals.credentialsOf({ kind: "service", name: "cloudwatch.amazonaws.com", sourceArn });

describe("makeAlarmPublisher", () => {
  let server: Listening;
  let publisher: AlarmPublisher;
  let requests: HttpRequest[] = [];
  let answers: Outcome[] = [];
  let logged: { level: string; message: string; reason: unknown }[] = [];
  const arrivals = new EventTarget();

  const handle: Handle = async (request) => {
    requests.push(request);
    arrivals.dispatchEvent(new Event("request"));
    return answers.shift() ?? accepted;
  };
  const log: Log = (level, _source, message, fields) => {
    logged.push({ level, message, reason: fields?.["reason"] });
    arrivals.dispatchEvent(new Event("log"));
  };
  const subjects = (): readonly (string | null)[] =>
    requests.map(({ body }) => new URLSearchParams(body.toString("utf8")).get("Subject"));
  const until = async (event: string, condition: () => boolean): Promise<void> => {
    const signal = AbortSignal.timeout(5_000);
    while (!condition()) await once(arrivals, event, { signal });
  };

  beforeEach(async () => {
    requests = [];
    answers = [];
    logged = [];
    server = await listen({ port: 0, guard: "same-origin", log, handle });
    publisher = makeAlarmPublisher({
      account: { ...anAccount, awsEndpoint: `http://127.0.0.1:${server.port}` },
      credentialsOf,
      clock: makeClock(1_000),
      log,
    });
  });
  afterEach(async () => {
    await publisher.stop();
    await server.close();
  });

  it("publishes with the keys that CloudWatch has for the alarm", async () => {
    publisher.publish("jobs", topic, { subject: "ALARM: jobs", message: '{"a":"b & c+d"}' });
    await until("request", () => requests.length === 1);
    const form = new URLSearchParams(requests[0]?.body.toString("utf8"));
    expect(Object.fromEntries(form)).to.include({
      Action: "Publish",
      TopicArn: topic,
      Subject: "ALARM: jobs",
      Message: '{"a":"b & c+d"}',
    });
    expect(requests[0]?.headers.authorization).to.include(`Credential=${credentialsOf("jobs").accessKeyId}/`);
  });

  it("retries a failed notification before it sends later ones", async () => {
    answers = [
      toErrorResponse({ code: "InternalFailure", message: "x", status: 500 }),
      { kind: "reset" },
      toErrorResponse({ code: "Throttling", message: "x", status: 400 }),
    ];
    publisher.publish("jobs", topic, { subject: "first", message: "1" });
    publisher.publish("jobs", topic, { subject: "second", message: "2" });
    await until("request", () => requests.length === 5);
    expect(subjects()).to.deep.equal(["first", "first", "first", "first", "second"]);
    expect(logged).to.deep.equal([]);
  });

  it("logs a notification that SNS refused as lost, with the reason, and does not retry it", async () => {
    answers = [
      toErrorResponse({
        code: "AccessDenied",
        message: "not authorized to perform: sns:Publish",
        status: 403,
      }),
    ];
    publisher.publish("jobs", topic, { subject: "refused", message: "1" });
    await until("log", () => logged.length > 0);
    expect(logged[0]).to.include({
      level: "ERROR",
      message: "alarm jobs: SNS refused the notification, which is lost",
    });
    expect(logged[0]?.reason).to.include("not authorized to perform: sns:Publish");
    expect(subjects()).to.deep.equal(["refused"]);
  });

  it("retries for as long as SNS cannot be reached, in order, and warns once", async () => {
    answers = Array.from({ length: 12 }, () => ({ kind: "reset" }) as const);
    publisher.publish("jobs", topic, { subject: "first", message: "1" });
    publisher.publish("jobs", topic, { subject: "second", message: "2" });
    await until("request", () => requests.length === 14);
    expect(subjects()).to.deep.equal([...Array.from({ length: 13 }, () => "first"), "second"]);
    expect(logged).to.have.length(1);
    expect(logged[0]).to.include({
      level: "WARN",
      message: "alarm jobs: SNS cannot be reached, the notification is tried again until it can",
    });
  });

  it("drops the oldest waiting notification when more than 100 wait, and logs it", async () => {
    answers = [{ kind: "reset" }];
    for (let n = 0; n <= 100; n += 1) publisher.publish("jobs", topic, { subject: `${n}`, message: "x" });
    await until("request", () => requests.length === 101);
    expect(subjects().slice(0, 3)).to.deep.equal(["0", "0", "2"]);
    expect(subjects().at(-1)).to.equal("100");
    expect(logged.map(({ level }) => level)).to.deep.equal(["ERROR"]);
  });

  it("stops at once though SNS hangs, and logs what was not sent", async () => {
    answers = [{ kind: "hang" }];
    publisher.publish("jobs", topic, { subject: "hanging", message: "1" });
    await until("request", () => requests.length === 1);
    const begun = performance.now();
    await publisher.stop();
    expect(performance.now() - begun).to.be.lessThan(1_000);
    expect(logged[0]).to.include({
      level: "WARN",
      message: "alarm jobs: stopped before the notification went out",
    });
  });
});
