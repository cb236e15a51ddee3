import { GetQueueAttributesCommand, StartMessageMoveTaskCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { aMessage } from "./a-message.ts";
import { local } from "../config/local.ts";
import { startChangedSystem, startConfiguredSystem, type RunningSystem } from "./running-system.ts";
import { until } from "@message-handler/local-cloud/testing";

type Story = {
  readonly alarm: string;
  readonly when: string;
  readonly provoke: (system: RunningSystem) => Promise<void>;
  /** Beyond fixing the cause. */
  readonly tidyUp?: (system: RunningSystem) => Promise<void>;
};

const fault = (service: string, operation: string, code: string, status: number) => ({
  service,
  operation,
  effect: { type: "error", code, status },
});

const accept = async (system: RunningSystem, raw = aMessage().raw): Promise<void> => {
  const { status, text } = await system.post(raw);
  expect(status, text).to.equal(202);
};

/** As senders would, until the alarm fires. */
const goOn = async (system: RunningSystem, alarm: string, send: () => Promise<unknown>): Promise<void> => {
  await until(`${alarm} fires while messages come in`, async () => {
    await send();
    const { alarms } = await system.state();
    return alarms.some(({ name, state }) => name.endsWith(`-${alarm}`) && state === "ALARM")
      ? true
      : undefined;
  });
};

/** As the handbook says. */
const redrive = async ({ sqs, outputs }: RunningSystem): Promise<void> => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: outputs.dead_letter_queue_url, AttributeNames: ["QueueArn"] }),
  );
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: Attributes?.["QueueArn"] }));
};

const stories: readonly Story[] = [
  {
    alarm: "error-logs",
    when: "the archive denies process-message",
    provoke: async (system) => {
      await system.setFaults(fault("s3", "PutObject", "AccessDenied", 403));
      await accept(system);
    },
  },
  {
    alarm: "dead-letters",
    when: "the table fails three times",
    provoke: async (system) => {
      await system.setFaults(fault("dynamodb", "PutItem", "InternalServerError", 500));
      await accept(system);
    },
    tidyUp: redrive,
  },
  {
    alarm: "process-message-errors",
    when: "every write fails for minutes",
    provoke: async (system) => {
      await system.setFaults(fault("dynamodb", "PutItem", "InternalServerError", 500));
      await goOn(system, "process-message-errors", async () => accept(system));
    },
  },
  {
    alarm: "rejected-messages",
    when: "many messages of a sender are invalid",
    provoke: async (system) => {
      // Ten of them within one period: those before its start do not count.
      await goOn(system, "rejected-messages", async () =>
        accept(system, aMessage({ message_time: "yesterday" }).raw),
      );
    },
  },
  {
    alarm: "api-5xx",
    when: "the queue does not take messages",
    provoke: async (system) => {
      await system.setFaults(fault("sqs", "SendMessage", "InternalError", 500));
      expect((await system.post(aMessage().raw)).status).to.be.within(500, 599);
    },
  },
  {
    alarm: "oldest-message",
    when: "process-message gets nothing from the queue",
    provoke: async (system) => {
      await system.setFaults(fault("sqs", "ReceiveMessage", "InternalError", 500));
      // The first of them may still reach a poller that was waiting already.
      await goOn(system, "oldest-message", async () => accept(system));
    },
  },
];

/** Sooner than in any environment, for the test's sake. */
const alarms = { ...local.alarms, oldestMessageSeconds: 120 };

describe("the alarms of a running system", () => {
  let system: RunningSystem | undefined;
  afterEach(async () => {
    await system?.stop();
    system = undefined;
  });

  /** The states that people heard of, oldest first. */
  const heard = async (alarm: string): Promise<readonly string[]> =>
    ((await system?.state())?.inbox ?? [])
      .map(({ subject }) => subject)
      .filter((subject) => subject.includes(`-${alarm}"`))
      .map((subject) => subject.replace(/:.*$/, ""));
  const untilHeard = async (alarm: string, wanted: readonly string[]): Promise<void> => {
    await until(`people hear of ${alarm}: ${wanted.join(", ")}`, async () =>
      (await heard(alarm)).join() === wanted.join() ? true : undefined,
    );
  };
  const tell = async (running: RunningSystem, { alarm, provoke, tidyUp }: Story): Promise<void> => {
    system = running;
    await running.untilAlarm(`-${alarm}`, "OK");
    await untilHeard(alarm, ["OK"]);
    await provoke(running);
    await running.untilAlarm(`-${alarm}`, "ALARM");
    await untilHeard(alarm, ["OK", "ALARM"]);
    await running.setFaults();
    await tidyUp?.(running);
    await running.untilAlarm(`-${alarm}`, "OK");
    await untilHeard(alarm, ["OK", "ALARM", "OK"]);
  };

  for (const story of stories) {
    it(`fire when ${story.when}, and return to OK with it: ${story.alarm}`, async () =>
      tell(await startConfiguredSystem({ alarms }), story));
  }

  it("fire when a function is throttled, and return to OK with it: query-messages-throttles", async () => {
    const running = await startChangedSystem((text) =>
      text.replace(
        '"function_name": "message-handler-local-query-messages"',
        '$&, "reserved_concurrent_executions": 1',
      ),
    );
    await tell(running, {
      alarm: "query-messages-throttles",
      when: "",
      provoke: async ({ setFaults, get }) => {
        await setFaults({ service: "dynamodb", operation: "GetItem", effect: { type: "latency", ms: 300 } });
        const { message_id } = aMessage();
        await Promise.all(Array.from({ length: 5 }, async () => get(message_id)));
      },
    });
  });
});
