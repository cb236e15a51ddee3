import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  ChangeMessageVisibilityCommand,
  StartMessageMoveTaskCommand,
  type Message,
} from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { local } from "../config/local.ts";
import { aMessage, type SentMessage } from "./a-message.ts";
import { startChangedSystem, startSystem, type RunningSystem } from "./running-system.ts";
import { until } from "@message-handler/local-cloud/testing";

describe("a system whose stores fail", () => {
  let system: RunningSystem;
  beforeEach(async () => {
    system = await startSystem();
  });
  afterEach(async () => system.stop());

  const worker = async () => {
    const found = (await system.state()).functions.find(({ name }) => name.endsWith("process-message"));
    if (found === undefined) throw new Error("there is no worker");
    return found;
  };
  const untilInvoked = async (times: number): Promise<void> => {
    await until(`${times} invocations`, async () =>
      (await worker()).invocations >= times ? true : undefined,
    );
  };
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
      const { message_id } = await post();
      await untilInvoked(2);
      expect((await system.get(message_id)).json?.["status"]).not.to.equal("Rejected");
      await system.setFaults();
      const found = await system.untilRecorded(message_id, "Processed");
      expect(found.json).not.to.have.property("error");
    });
  }

  const receiveDeadLetter = async (): Promise<Message> =>
    until("a dead letter", async () => {
      const { Messages } = await system.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: system.outputs.dead_letter_queue_url,
          MessageAttributeNames: ["All"],
          VisibilityTimeout: 30,
        }),
      );
      return Messages?.[0];
    });

  it("parks a message after its last delivery, tells people, and processes it after a redrive", async () => {
    await system.untilAlarm("-dead-letters", "OK");
    await system.setFaults({
      service: "dynamodb",
      operation: "PutItem",
      effect: { type: "error", code: "InternalServerError", status: 500 },
    });
    const acceptedFrom = Date.now();
    const { message_id, raw } = await post();
    await system.untilAlarm("-dead-letters", "ALARM");
    expect((await worker()).invocations).to.equal(local.queue.maxReceiveCount);
    const notice = await until("the alarm is delivered", async () =>
      (await system.state()).inbox.find(({ subject }) => /^ALARM:.*-dead-letters/.test(subject)),
    );
    expect(notice.topic).to.equal(system.outputs.alarm_topic_arn);

    const letter = await receiveDeadLetter();
    expect(letter.Body).to.equal(raw);
    expect(letter.MessageAttributes).to.have.all.keys("request_id", "received_at");
    const { dead_letter_queue_url: QueueUrl } = system.outputs;
    const ReceiptHandle = letter.ReceiptHandle;
    await system.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }),
    );

    await system.setFaults();
    const { Attributes } = await system.sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
    );
    await system.sqs.send(new StartMessageMoveTaskCommand({ SourceArn: Attributes?.["QueueArn"] }));
    const found = await system.untilRecorded(message_id, "Processed");
    expect(found.json).to.include({ request_id: letter.MessageAttributes?.["request_id"]?.StringValue });
    const receivedAt = Date.parse(String(found.json?.["received_at"]));
    expect(receivedAt).to.equal(Number(letter.MessageAttributes?.["received_at"]?.StringValue));
    expect(receivedAt).to.be.within(acceptedFrom, acceptedFrom + 5_000);
    await system.untilAlarm("-dead-letters", "OK");
  });

  it("pauses longer before each delivery", async () => {
    await system.setFaults({
      service: "s3",
      operation: "PutObject",
      effect: { type: "error", code: "AccessDenied", status: 403 },
    });
    await post();
    const pauses = await until("three pauses", async () => {
      const found = system
        .log()
        .flatMap(({ retry_delay_seconds: seconds }) => (typeof seconds === "number" ? [seconds] : []));
      return found.length >= 3 ? found : undefined;
    });
    expect(pauses).to.deep.equal(pauses.toSorted((left, right) => left - right));
    expect(new Set(pauses).size).to.equal(3);
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
    await system.enqueueBatch(messages.map(({ raw }) => raw));
    const others = messages.filter((message) => message !== unlucky);
    await Promise.all(others.map(async ({ message_id }) => system.untilRecorded(message_id, "Processed")));
    expect((await system.get(unlucky?.message_id ?? "")).status).to.equal(404);
    const batch = await until("the batch's end is logged", async () =>
      system.log().find(({ message }) => message === "batch ended"),
    );
    expect(batch).to.deep.include({ deliveries: 10, outcomes: { Recorded: 9, Failed: 1 } });
    await system.setFaults();
    await system.untilRecorded(unlucky?.message_id ?? "", "Processed");
  });

  it("loses nothing when the function is killed between its two writes", async () => {
    await system.setFaults({ service: "dynamodb", operation: "PutItem", times: 1, effect: { type: "hang" } });
    const { message_id, company_id } = await post();
    await until("the archive has it", async () =>
      (await system.objectKeys()).includes(`${company_id}/${message_id}.json`) ? true : undefined,
    );
    expect((await system.get(message_id)).status).to.equal(404);
    const { pids } = await worker();
    expect(pids).to.have.length(1);
    for (const pid of pids) process.kill(pid, "SIGKILL");
    await system.untilRecorded(message_id, "Processed");
  });
});

describe("a stack with something missing", () => {
  let system: RunningSystem | undefined;
  afterEach(async () => {
    await system?.stop();
    system = undefined;
  });

  for (const action of ["s3:PutObject", "dynamodb:PutItem"]) {
    it(`names ${action} in the function's log when its grant is taken out`, async () => {
      system = await startChangedSystem((text) => text.replace(`"${action}"`, '"s3:GetObjectTagging"'));
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
    const start = startChangedSystem((text) => text.replace('"aws_sns_topic_policy"', '"aws_sns_widget"'));
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
    system = await startChangedSystem((text) =>
      text
        .replace("MessageBody=$util.urlEncode($input.body)", "MessageBody=changed")
        .replace(String.raw`\"maxReceiveCount\":3`, String.raw`\"maxReceiveCount\":2`)
        .replaceAll('"path_part": "messages"', '"path_part": "letters"')
        .replace(
          String.raw`{\"request_id\":\"$context.requestId\",`,
          String.raw`{\"ticket\":\"$context.requestId\",`,
        ),
    );
    const answer = await system.call("/letters", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: aMessage().raw,
    });
    expect(answer.status, answer.text).to.equal(202);
    expect(answer.json).to.have.all.keys("ticket", "queued_as");
    const running = system;
    const items = await until("the record of the changed body", async () => {
      const found = await running.items();
      return found.length > 0 ? found : undefined;
    });
    expect(items[0]?.["message"]?.S).to.equal("changed");

    await system.setFaults({ service: "dynamodb", operation: "PutItem", effect: { type: "reset" } });
    await system.enqueue(aMessage().raw);
    await system.untilAlarm("-dead-letters", "ALARM");
    const invocations = (await system.state()).functions.map((each) => each.invocations);
    expect(Math.max(...invocations)).to.equal(1 + 2);
  });
});
