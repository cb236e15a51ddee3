import {
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
  LambdaClient,
} from "@aws-sdk/client-lambda";
import { toLoopbackClient } from "@message-handler/local-cloud/loopback";
import { until } from "@message-handler/local-cloud/testing";
import { toNeeded } from "@message-handler/ops/diagnose/needed-actions.ts";
import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { local } from "../config/local.ts";
import { diagnose, expectCause, expectNothingWrong, untilNothingWrong } from "./testing/diagnosis.ts";
import { accept, anError, keepLettersFor, redrive } from "./testing/faults.ts";
import { aMessage } from "./testing/message.ts";
import { makeOps } from "./testing/ops.ts";
import { startConfiguredSystem, startSystem, type RunningSystem } from "./testing/running-system.ts";

const Stack = t.type({
  data: t.type({
    aws_iam_policy_document: t.record(
      t.string,
      t.type({ statement: t.array(t.type({ actions: t.array(t.string) })) }),
    ),
  }),
});

describe("ops diagnose", function () {
  // Longer than all that a test waits for: what it does is at an end when the next one begins.
  this.timeout(300_000);
  let system: RunningSystem;
  before(async () => {
    system = await startSystem();
  });
  after(async () => system?.stop());

  const deadLetters = async (): Promise<number> =>
    (await system.state()).queues.find(({ name }) => name.endsWith("-dead-letters"))?.visible ?? NaN;

  /** Whatever failed, and however far a test has come: a message is taken, processed and found, and none waits. */
  const mend = async (): Promise<void> => {
    await system.setFaults();
    const { raw, message_id } = aMessage();
    await accept(system, raw);
    await system.untilRecorded(message_id, "Processed");
    await system.untilIdle();
    if ((await deadLetters()) > 0) await redrive(system);
    await until("no dead letter waits", async () => (await deadLetters()) === 0);
    await system.untilIdle();
  };
  afterEach(mend);

  it("asks for every action that the stack grants, and for no other", () => {
    const documents = Stack.decode(JSON.parse(system.stackText));
    if (E.isLeft(documents)) throw new Error("the stack file has no policies");
    const grants = Object.entries(documents.right.data.aws_iam_policy_document)
      .filter(([name]) => /_grants_/.test(name))
      .flatMap(([name, { statement }]) =>
        statement
          .flatMap(({ actions }) => actions)
          .filter((action) => !/^(?:logs|xray):/.test(action))
          .map((action) => `${/^(?:process-message|query-messages)/.exec(name)?.[0] ?? "the API"} ${action}`),
      );
    const needed = toNeeded({
      stack: "a-stack",
      queueArn: "arn:aws:sqs:us-east-1:000000000000:a-queue",
      bucket: "a-bucket",
      table: "a-table",
      keyArn: undefined,
      workerRole: "arn:aws:iam::000000000000:role/worker",
      readerRole: "arn:aws:iam::000000000000:role/reader",
    });
    expect(
      new Set(needed.flatMap(({ who, actions }) => actions.map((action) => `${who} ${action}`))),
    ).to.deep.equal(new Set(grants));
  });

  it("finds nothing wrong while messages of every kind are sent, and some are refused", async () => {
    await expectNothingWrong(system);
    const twice = aMessage();
    const others = Array.from({ length: 20 }, () => aMessage().raw);
    const invalid = Array.from({ length: 12 }, () => aMessage({ message_time: "yesterday" }).raw);
    for (const raw of [...others, twice.raw, twice.raw, ...invalid]) await accept(system, raw);
    expect((await system.post("{")).status).to.equal(400);
    expect((await system.get(randomUUID())).status).to.equal(404);
    await expectNothingWrong(system);
    await system.untilIdle();
    await expectNothingWrong(system);
  });

  type Fault = readonly [what: string, cause: string, evidence: string, ...fault: readonly object[]];

  /** A store's error that the evidence names with its operation. */
  const named = (
    what: string,
    cause: string,
    ...[service, operation, code, status]: Parameters<typeof anError>
  ): Fault => [what, cause, `${operation} ${code}`, anError(service, operation, code, status)];

  const faults: readonly Fault[] = [
    [
      "S3 denies what the role allows",
      "MissingGrant",
      "process-message was denied s3:PutObject, although",
      anError("s3", "PutObject", "AccessDenied", 403),
    ],
    named("S3 fails", "ArchiveFailing", "s3", "PutObject", "InternalError", 500),
    named("S3 throttles", "ArchiveThrottles", "s3", "PutObject", "SlowDown", 503),
    [
      "S3 cannot use the key",
      "KeyDisabled",
      "the last with KMS.DisabledException",
      anError("s3", "PutObject", "KMS.DisabledException", 400),
    ],
    named("the bucket is gone", "StoreMissing", "s3", "PutObject", "NoSuchBucket", 404),
    [
      "S3 answers garbage",
      "ArchiveFailing",
      "PutObject",
      { service: "s3", operation: "PutObject", effect: { type: "garbage", status: 200, body: "<html>" } },
    ],
    named("DynamoDB fails", "TableFailing", "dynamodb", "PutItem", "InternalServerError", 500),
    named("DynamoDB throttles", "TableThrottles", "dynamodb", "PutItem", "ThrottlingException", 400),
    [
      "DynamoDB hangs",
      "TableHangs",
      "PutItem",
      { service: "dynamodb", operation: "PutItem", effect: { type: "hang" } },
    ],
    [
      "DynamoDB refuses what is sent",
      "ReleaseThrows",
      "ValidationException",
      anError("dynamodb", "PutItem", "ValidationException", 400),
    ],
  ];
  for (const [what, cause, evidence, ...rules] of faults)
    it(`names ${cause} when ${what}, and nothing once it is over`, async () => {
      await untilNothingWrong(system);
      await system.setFaults(...rules);
      await accept(system);
      expect(await expectCause(system, cause)).to.include(evidence);
      await system.setFaults();
      await system.untilIdle();
      await untilNothingWrong(system);
    });

  it("names QueueFailing when SQS does not take what the API sends, until it takes a message again", async () => {
    await untilNothingWrong(system);
    await system.setFaults(anError("sqs", "SendMessage", "InternalError", 500));
    expect((await system.post(aMessage().raw)).status).to.equal(503);
    expect(await expectCause(system, "QueueFailing")).to.equal("1 messages were refused with a 5xx by SQS");
    await system.setFaults();
    await accept(system);
    await system.untilIdle();
    await untilNothingWrong(system);
  });

  it("names TableFailing when only queries fail, until one is answered", async () => {
    await untilNothingWrong(system);
    await system.setFaults(anError("dynamodb", "GetItem", "InternalServerError", 500));
    expect((await system.get(randomUUID())).status).to.equal(503);
    expect(await expectCause(system, "TableFailing")).to.equal("1 × GetItem InternalServerError");
    await system.setFaults();
    expect((await system.get(randomUUID())).status).to.equal(404);
    await untilNothingWrong(system);
  });

  it("names EventSourceDisabled when somebody has paused it", async () => {
    const lambda = new LambdaClient(toLoopbackClient(system.awsEndpoint));
    const { EventSourceMappings: [mapping] = [] } = await lambda.send(new ListEventSourceMappingsCommand());
    const set = async (Enabled: boolean) =>
      lambda.send(new UpdateEventSourceMappingCommand({ UUID: mapping?.UUID, Enabled }));
    await untilNothingWrong(system);
    try {
      await set(false);
      await accept(system);
      expect(await expectCause(system, "EventSourceDisabled")).to.include("is Disabl");
    } finally {
      await set(true);
      lambda.destroy();
    }
    await system.untilIdle();
    await untilNothingWrong(system);
  });

  it("names CompanySendsInvalid when most messages of one company are rejected", async () => {
    await untilNothingWrong(system);
    const company_id = randomUUID();
    for (let sent = 0; sent < 12; sent += 1)
      await accept(system, aMessage({ company_id, message_time: "yesterday" }).raw);
    await system.untilIdle();
    const evidence = await expectCause(system, "CompanySendsInvalid");
    expect(evidence)
      .to.include(`12 of 12 messages of company ${company_id} were rejected`)
      .and.include("InvalidMessage metadata.message_time");
  });

  it("names DeadLetters when a message failed alone and others are processed, and says when they expire", async () => {
    const poisoned = aMessage();
    await system.setFaults({
      ...anError("dynamodb", "PutItem", "InternalServerError", 500),
      match: poisoned.message_id,
    });
    await accept(system, poisoned.raw);
    await until("it is a dead letter", async () => (await deadLetters()) === 1);
    await system.setFaults();
    const { raw, message_id } = aMessage();
    await accept(system, raw);
    await system.untilRecorded(message_id, "Processed");
    // Of the rejections that another test has sent there is news for minutes.
    const found = (await diagnose(system)).filter(({ cause }) => cause !== "CompanySendsInvalid");
    expect(found).to.deep.equal([
      {
        cause: "DeadLetters",
        evidence:
          "1 dead letter waits; in the log of the last hour: 1 × InternalServerError: PutItem failed: the service has trouble of its own (HTTP 500)",
        next: "ops dlq list --local, then ops dlq redrive --limit 1 --local, and when that one is recorded ops dlq redrive --local",
      },
    ]);

    try {
      await keepLettersFor(system, 86_400);
      expect((await diagnose(system)).map(({ cause }) => cause)).to.include("LettersExpire");
      await keepLettersFor(system, 60);
      await until("it has expired", async () => (await deadLetters()) === 0);
      expect((await diagnose(system)).map(({ cause }) => cause)).to.include("LettersExpired");
    } finally {
      await keepLettersFor(system, 1_209_600);
    }
  });

  it("prints one document with --json", async () => {
    const directory = mkdtempSync(join(tmpdir(), "ops-"));
    const { code, stdout, stderr } = await makeOps(system, directory).run("diagnose", "--json");
    rmSync(directory, { recursive: true });
    expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
    const document = JSON.parse(stdout) as { readonly findings: readonly object[] };
    expect(document).to.have.all.keys(
      "stack",
      "at",
      "findings",
      "dead_letters",
      "postponed",
      "alarms",
      "not_read",
    );
    for (const finding of document.findings) expect(finding).to.have.all.keys("cause", "evidence", "next");
  });
});

describe("ops diagnose, while one company floods the queue", () => {
  let system: RunningSystem;
  before(async () => {
    // Three batches at a time: the flood is still there when a busy machine comes to look.
    const messageProcessor = { ...local.messageProcessor, maximumConcurrency: 3 };
    system = await startConfiguredSystem({ messageProcessor });
  });
  after(async () => system?.stop());

  it("names HotCompany, until all of it is processed", async () => {
    const company_id = randomUUID();
    const unpolled = anError("sqs", "ReceiveMessage", "InternalError", 500);
    const slow = {
      service: "dynamodb",
      operation: "PutItem",
      match: company_id,
      effect: { type: "latency", ms: 1500 },
    };
    await system.setFaults(slow, unpolled);
    await Promise.all(Array.from({ length: 300 }, async () => accept(system, aMessage({ company_id }).raw)));
    await system.setFaults(slow);
    await until("the pollers take messages again", async () =>
      (await system.state()).queues.some(({ in_flight }) => in_flight > 0),
    );
    const evidence = await expectCause(system, "HotCompany");
    expect(evidence).to.match(/^one company is noisy: \d+ messages wait, \d+ of them of others$/);
    await system.setFaults();
    await system.untilIdle();
    await untilNothingWrong(system);
  });
});
