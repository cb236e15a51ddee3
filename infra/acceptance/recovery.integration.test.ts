import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  ChangeMessageVisibilityCommand,
  StartMessageMoveTaskCommand,
  type Message,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { local } from "../config/local.ts";
import { aMessage, type SentMessage } from "./testing/message.ts";
import { startChangedSystem, startSystem, type RunningSystem } from "./testing/running-system.ts";
import { until } from "@message-handler/local-cloud/testing";

describe("A system whose stores fail", () => {
  let system: RunningSystem;
  before(async () => {
    system = await startSystem();
  });
  after(async () => system?.stop());
  afterEach(async () => {
    await system.setFaults();
    await system.untilIdle();
  });

  const processMessage = async () => system.functionState("-process-message");
  const post = async (): Promise<SentMessage> => {
    const message = aMessage();
    expect((await system.post(message.raw)).status).to.equal(202);
    return message;
  };

  const outages: Readonly<Record<string, object>> = {
    "S3 throttles": {
      service: "s3",
      operation: "PutObject",
      effect: { type: "error", code: "SlowDown", status: 503 },
    },
    "S3 denies access": {
      service: "s3",
      operation: "PutObject",
      effect: { type: "error", code: "AccessDenied", status: 403 },
    },
    "DynamoDB throttles": {
      service: "dynamodb",
      operation: "PutItem",
      effect: { type: "error", code: "ThrottlingException", status: 400 },
    },
    "DynamoDB answers HTML": {
      service: "dynamodb",
      operation: "PutItem",
      effect: { type: "garbage", status: 502, body: "<html>bad gateway</html>" },
    },
    "DynamoDB loses its answers": {
      service: "dynamodb",
      operation: "PutItem",
      effect: { type: "apply-then-reset" },
    },
    "S3 hangs": { service: "s3", operation: "PutObject", effect: { type: "hang" } },
  };
  for (const [what, fault] of Object.entries(outages)) {
    it(`processes the message once it is over: ${what}`, async () => {
      await system.setFaults(fault);
      const before = (await processMessage()).invocations;
      const { message_id } = await post();
      await until("a retry begins", async () => (await processMessage()).invocations >= before + 2);
      expect((await system.get(message_id)).json?.["status"]).not.to.equal("Rejected");
      await system.setFaults();
      const found = await system.untilRecorded(message_id, "Processed");
      expect(found.json).not.to.have.property("error");
    });
  }

  const receiveDeadLettered = async (): Promise<Message> =>
    until("a dead-lettered message", async () => {
      const { Messages } = await system.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: system.outputs.dead_letter_queue_url,
          MessageAttributeNames: ["All"],
          VisibilityTimeout: 30,
        }),
      );
      return Messages?.[0];
    });

  it("dead-letters a message after its last delivery, fires an alarm, and processes it after a redrive", async () => {
    await system.untilAlarm("-dead-letters", "OK");
    await system.setFaults({
      service: "dynamodb",
      operation: "PutItem",
      effect: { type: "error", code: "InternalServerError", status: 500 },
    });
    const before = (await processMessage()).invocations;
    const acceptedFrom = Date.now();
    const { message_id, raw } = await post();
    await system.untilAlarm("-dead-letters", "ALARM");
    expect((await processMessage()).invocations - before).to.equal(local.queue.maxReceiveCount);
    const notice = await until("the alarm is delivered", async () =>
      (await system.state()).inbox.find(({ subject }) => /^ALARM:.*-dead-letters/.test(subject)),
    );
    expect(notice.topic).to.equal(system.outputs.ticket_topic_arn);

    const deadLettered = await receiveDeadLettered();
    expect(deadLettered.Body).to.equal(raw);
    expect(deadLettered.MessageAttributes).to.have.all.keys("request_id", "received_at", "times_postponed");
    const { dead_letter_queue_url: QueueUrl } = system.outputs;
    const ReceiptHandle = deadLettered.ReceiptHandle;
    await system.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
    );

    await system.setFaults();
    const { Attributes } = await system.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
    );
    await system.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: Attributes?.["QueueArn"] }));
    const found = await system.untilRecorded(message_id, "Processed");
    expect(found.json).to.include({
      request_id: deadLettered.MessageAttributes?.["request_id"]?.StringValue,
    });
    const receivedAt = Date.parse(String(found.json?.["received_at"]));
    expect(receivedAt).to.equal(Number(deadLettered.MessageAttributes?.["received_at"]?.StringValue));
    expect(receivedAt).to.be.within(acceptedFrom, acceptedFrom + 5_000);
    await system.untilAlarm("-dead-letters", "OK");
  });

  it("delays each retry of a message longer than the one before", async () => {
    await system.setFaults({
      service: "s3",
      operation: "PutObject",
      effect: { type: "error", code: "AccessDenied", status: 403 },
    });
    const before = system.log().length;
    await post();
    const delays = await until("three retry delays", () => {
      const found = system
        .log()
        .slice(before)
        .flatMap(({ retry_delay_seconds: seconds }) => (typeof seconds === "number" ? [seconds] : []));
      return found.length >= 3 && found;
    });
    expect(delays).to.deep.equal(delays.toSorted((left, right) => left - right));
    expect(new Set(delays).size).to.equal(3);
  });

  it("leaves the other nine of a batch untouched by one failure", async () => {
    const messages = Array.from({ length: 10 }, () => aMessage());
    const unlucky = messages[4];
    await system.setFaults({
      service: "dynamodb",
      operation: "PutItem",
      match: unlucky?.message_id,
      effect: { type: "error", code: "InternalServerError", status: 500 },
    });
    const before = system.log().length;
    await system.enqueueBatch(messages.map(({ raw }) => raw));
    const others = messages.filter((message) => message !== unlucky);
    await Promise.all(others.map(async ({ message_id }) => system.untilRecorded(message_id, "Processed")));
    expect((await system.get(unlucky?.message_id ?? "")).status).to.equal(404);
    const batch = await until("the batch's end is logged", () =>
      system
        .log()
        .slice(before)
        .find(({ message }) => message === "batch ended"),
    );
    expect(batch).to.deep.include({ deliveries: 10, outcomes: { Recorded: 9, Failed: 1 } });
    await system.setFaults();
    await system.untilRecorded(unlucky?.message_id ?? "", "Processed");
  });

  it("loses no message when process-message is killed between its two writes", async () => {
    await system.setFaults({ service: "dynamodb", operation: "PutItem", times: 1, effect: { type: "hang" } });
    const { message_id, company_id } = await post();
    await until("the archive has it", async () =>
      (await system.objectKeys()).includes(`${company_id}/${message_id}.json`),
    );
    expect((await system.get(message_id)).status).to.equal(404);
    const { pids } = await processMessage();
    expect(pids).not.to.be.empty;
    for (const pid of pids) process.kill(pid, "SIGKILL");
    await system.untilRecorded(message_id, "Processed");
  });
});

describe("A changed stack", () => {
  let system: RunningSystem | undefined;
  afterEach(async () => {
    await system?.stop();
    system = undefined;
  });

  for (const action of ["s3:PutObject", "dynamodb:PutItem"]) {
    it(`names ${action} in the function's log when its grant is taken out`, async () => {
      system = await startChangedSystem([`"${action}"`, '"s3:GetObjectTagging"']);
      const { raw } = aMessage();
      await system.post(raw);
      const running = system;
      const line = await until("the function logs the denial", async () =>
        running
          .log()
          .find(
            ({ level, source, ...rest }) =>
              level === "ERROR" &&
              source.includes("process-message") &&
              JSON.stringify(rest).includes(action),
          ),
      );
      expect(JSON.stringify(line)).to.include("AccessDenied");
    });
  }

  it("does not start with a resource that the local cloud does not know", async () => {
    const start = startChangedSystem(['"aws_sns_topic_policy"', '"aws_sns_widget"']);
    const error = await start.then(
      (started) => {
        system = started;
        return undefined;
      },
      (reason: unknown) => String(reason),
    );
    expect(error).to.include("aws_sns_widget");
  });

  it("follows the mapping template, the routes, the answers and the retry count as they are written", async () => {
    const deliveries = local.queue.maxReceiveCount === 2 ? 3 : 2;
    system = await startChangedSystem(
      ["MessageBody=$util.urlEncode($input.body)", "MessageBody=changed"],
      [
        String.raw`\"maxReceiveCount\":${local.queue.maxReceiveCount}`,
        String.raw`\"maxReceiveCount\":${deliveries}`,
      ],
      ['"path_part": "messages"', '"path_part": "orders"'],
      [String.raw`{\"request_id\":\"$context.requestId\",`, String.raw`{\"ticket\":\"$context.requestId\",`],
    );
    const answer = await system.call("/orders", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: aMessage().raw,
    });
    expect(answer.status, answer.text).to.equal(202);
    expect(answer.json).to.have.all.keys("ticket", "queued_as");
    const running = system;
    const items = await until("the record of the changed body", async () => {
      const found = await running.items();
      return found.length > 0 && found;
    });
    expect(items[0]?.["message"]?.S).to.equal("changed");

    await system.setFaults({ service: "dynamodb", operation: "PutItem", effect: { type: "reset" } });
    await system.enqueue(aMessage().raw);
    await system.untilAlarm("-dead-letters", "ALARM");
    const invocations = (await system.state()).functions.map((each) => each.invocations);
    expect(Math.max(...invocations)).to.equal(1 + deliveries);
  });
});
