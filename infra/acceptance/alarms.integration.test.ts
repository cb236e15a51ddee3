import { GetQueueAttributesCommand, StartMessageMoveTaskCommand } from "@aws-sdk/client-sqs";
import { until } from "@message-handler/local-cloud/testing";
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { synthesise } from "../../scripts/synthesise.ts";
import { local } from "../config/local.ts";
import { aMessage } from "./testing/message.ts";
import { startChangedSystem, type RunningSystem } from "./testing/running-system.ts";

type Story = {
  readonly alarm: string;
  readonly start: () => Promise<RunningSystem>;
  readonly provoke: (system: RunningSystem) => Promise<void>;
  /** What ends it, once AWS works again. */
  readonly fix?: (system: RunningSystem) => Promise<void>;
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

const untilFired = async (
  system: RunningSystem,
  alarm: string,
  send: () => Promise<unknown>,
): Promise<void> => {
  await until(`${alarm} fires while messages come in`, async () => {
    await send();
    const { alarms } = await system.state();
    return alarms.some(({ name, state }) => name.endsWith(`-${alarm}`) && state === "ALARM");
  });
};

/** As the handbook says. */
const redrive = async ({ sqs, outputs }: RunningSystem): Promise<void> => {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: outputs.dead_letter_queue_url, AttributeNames: ["QueueArn"] }),
  );
  await sqs.send(new StartMessageMoveTaskCommand({ SourceArn: Attributes?.["QueueArn"] }));
};

/** People are told sooner of a message that waits than any configuration may say, for the test's sake. */
const startLocal = async (): Promise<RunningSystem> =>
  startChangedSystem([`"threshold": ${local.alarms.oldestMessageSeconds}`, '"threshold": 120']);

const stories: Readonly<Record<string, Story>> = {
  "error-logs fires when S3 denies process-message access, and returns to OK afterwards": {
    alarm: "error-logs",
    start: startLocal,
    provoke: async (system) => {
      await system.setFaults(fault("s3", "PutObject", "AccessDenied", 403));
      await accept(system);
    },
  },
  "dead-letters fires when all deliveries of a message failed, and returns to OK after a redrive": {
    alarm: "dead-letters",
    start: startLocal,
    provoke: async (system) => {
      await system.setFaults(fault("dynamodb", "PutItem", "InternalServerError", 500));
      await accept(system);
    },
    fix: redrive,
  },
  "process-message-errors fires when every write fails for minutes, and returns to OK afterwards": {
    alarm: "process-message-errors",
    start: startLocal,
    provoke: async (system) => {
      await system.setFaults(fault("dynamodb", "PutItem", "InternalServerError", 500));
      await untilFired(system, "process-message-errors", async () => accept(system));
    },
  },
  "rejected-messages fires when a sender sends many invalid messages, and returns to OK afterwards": {
    alarm: "rejected-messages",
    start: startLocal,
    provoke: async (system) => {
      // Ten of them within one period: those before its start do not count.
      await untilFired(system, "rejected-messages", async () =>
        accept(system, aMessage({ message_time: "yesterday" }).raw),
      );
    },
  },
  "postponed-messages fires when S3 throttles every write, and returns to OK afterwards": {
    alarm: "postponed-messages",
    start: startLocal,
    provoke: async (system) => {
      await system.setFaults(fault("s3", "PutObject", "SlowDown", 503));
      await untilFired(system, "postponed-messages", async () => accept(system));
    },
  },
  "api-5xx fires when the queue accepts no message, and returns to OK afterwards": {
    alarm: "api-5xx",
    start: startLocal,
    provoke: async (system) => {
      await system.setFaults(fault("sqs", "SendMessage", "InternalError", 500));
      expect((await system.post(aMessage().raw)).status).to.be.within(500, 599);
    },
  },
  "oldest-message fires when process-message cannot receive messages, and returns to OK afterwards": {
    alarm: "oldest-message",
    start: startLocal,
    provoke: async (system) => {
      await system.setFaults(fault("sqs", "ReceiveMessage", "InternalError", 500));
      // The first may still reach a poller that was waiting already. More than a few would age while they are processed
      // on a busy machine, and fire the alarm again.
      await until("messages wait", async () => {
        await accept(system);
        return (await system.state()).queues.some(({ visible }) => visible >= 3);
      });
    },
  },
  "quiet-groups fires when the messages of small companies wait, and returns to OK afterwards": {
    alarm: "quiet-groups",
    start: async () =>
      startChangedSystem([`"threshold": ${local.alarms.quietGroupsSeconds}`, '"threshold": 120']),
    provoke: async (system) => {
      await system.setFaults(fault("sqs", "ReceiveMessage", "InternalError", 500));
      await untilFired(system, "quiet-groups", async () => accept(system));
    },
  },
  "query-messages-throttles fires when Lambda throttles query-messages, and returns to OK afterwards": {
    alarm: "query-messages-throttles",
    start: async () =>
      startChangedSystem([
        '"function_name": "message-handler-local-query-messages"',
        '$&, "reserved_concurrent_executions": 1',
      ]),
    provoke: async ({ setFaults, get }) => {
      await setFaults({ service: "dynamodb", operation: "GetItem", effect: { type: "latency", ms: 300 } });
      const { message_id } = aMessage();
      await Promise.all(Array.from({ length: 5 }, async () => get(message_id)));
    },
  },
};

/** The states of an alarm that were notified, oldest first: no state is missed that lasted for a moment only. */
const notifiedStates = async ({ state }: RunningSystem, alarm: string): Promise<string> =>
  (await state()).inbox
    .filter(({ subject }) => subject.includes(`-${alarm}"`))
    .map(({ subject }) => subject.replace(/:.*$/, ""))
    .join(", ");

const tell = async ({ alarm, start, provoke, fix }: Story): Promise<void> => {
  const system = await start();
  const untilNotified = async (states: RegExp): Promise<void> => {
    let notified = "";
    try {
      await until(`${alarm} notifies ${states.source}`, async () => {
        notified = await notifiedStates(system, alarm);
        return states.test(notified);
      });
    } catch (error) {
      throw new Error(`It notified ${notified}`, { cause: error });
    }
  };
  try {
    await untilNotified(/^OK$/);
    await provoke(system);
    await untilNotified(/^OK, ALARM/);
    await system.setFaults();
    await fix?.(system);
    await system.untilAlarm(`-${alarm}`, "OK");
    // On a busy machine it may fire again while what has waited is worked off.
    await untilNotified(/^OK(, ALARM, OK)+$/);
  } finally {
    await system.stop();
  }
};

describe("Alarms of a running system", () => {
  // Each story has a system of its own, on which it mostly waits: together they take as long as the longest.
  const told = new Map<string, Promise<readonly PromiseSettledResult<void>[]>>();
  before(() => {
    for (const [title, story] of Object.entries(stories)) told.set(title, Promise.allSettled([tell(story)]));
  });

  it("tell a story of every alarm, and one of the function's errors and of its throttles", async () => {
    const { resource } = JSON.parse(readFileSync(await synthesise("local"), "utf8")) as {
      readonly resource: {
        readonly aws_cloudwatch_metric_alarm: Readonly<Record<string, { readonly alarm_name: string }>>;
      };
    };
    const toKind = (alarm: string): string => alarm.replace(/^.*-(errors|throttles)$/, "$1");
    const kinds = Object.values(resource.aws_cloudwatch_metric_alarm).map(({ alarm_name: name }) =>
      toKind(name.replace("message-handler-local-", "")),
    );
    expect(new Set(Object.values(stories).map(({ alarm }) => toKind(alarm)))).to.deep.equal(new Set(kinds));
  });

  for (const title of Object.keys(stories))
    it(title, async () => {
      const [result] = (await told.get(title)) ?? [];
      if (result?.status === "rejected") throw result.reason;
      expect(result?.status).to.equal("fulfilled");
    });
});
