import { until } from "@message-handler/local-cloud/testing";
import { expect } from "chai";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { local } from "../config/local.ts";
import { accept, anError, keepLettersFor, redrive } from "./testing/faults.ts";
import { aMessage } from "./testing/message.ts";
import {
  startChangedSystem,
  startConfiguredSystem,
  synthesiseOnce,
  type QueueState,
  type RunningSystem,
} from "./testing/running-system.ts";

/** A row of the handbook's table. */
type Row = {
  /** Its end, or none: whatever there is stays quiet. */
  readonly alarm: string | undefined;
  readonly mails: string;
};

type Scenario = {
  /** By what happened, in the handbook's words. */
  readonly rows: Readonly<Record<string, Row>>;
  readonly start: () => Promise<RunningSystem>;
  readonly provoke: (system: RunningSystem) => Promise<void>;
  /** What ends it, once AWS works again. */
  readonly fix?: (system: RunningSystem) => Promise<void>;
};

const page = (alarm: string): Row => ({ alarm, mails: "ALARM to pages, OK to pages" });
const ticket = (alarm: string): Row => ({ alarm, mails: "ALARM to tickets, OK to tickets" });
/** Its end may be that the dead letter expired, which nobody may take for good news. */
const withoutEnd = (alarm: string, severity: "page" | "ticket"): Row => ({
  alarm,
  mails: `ALARM to ${severity}s`,
});

/** Seconds. All scenarios run at once, on a machine that may have other things to do. */
const patience = 240;

const untilFired = async (
  system: RunningSystem,
  alarm: string,
  send: () => Promise<unknown>,
): Promise<void> => {
  await until(
    `${alarm} fires while requests come in`,
    async () => {
      await send();
      const { alarms } = await system.state();
      return alarms.some(({ name, state }) => name.endsWith(`-${alarm}`) && state === "ALARM");
    },
    patience,
  );
};

const atOnce = async <T>(count: number, call: () => Promise<T>): Promise<readonly T[]> =>
  Promise.all(Array.from({ length: count }, call));

const isLetters = (queue: string): boolean => queue.endsWith("-dead-letters");
const isEmpty = ({ visible, in_flight, delayed }: Omit<QueueState, "name">): boolean =>
  visible + in_flight + delayed === 0;

const reject = async (system: RunningSystem): Promise<void> =>
  // So many of them within one period, which one after the other would not be on a slow machine.
  untilFired(system, "rejected-messages", async () =>
    atOnce(local.alarms.rejectedMessages, async () =>
      accept(system, aMessage({ message_time: "yesterday" }).raw),
    ),
  );

const failWrites = async (system: RunningSystem): Promise<void> =>
  system.setFaults(anError("dynamodb", "PutItem", "InternalServerError", 500));

/** Whatever runs of it, if it has not ended meanwhile. */
const kill = async (system: RunningSystem, functionName: string): Promise<void> => {
  for (const pid of (await system.functionState(functionName)).pids)
    try {
      process.kill(pid, "SIGKILL");
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
    }
};

const hang = { service: "dynamodb", operation: "PutItem", effect: { type: "hang" } };

/** People are told sooner of a message that waits than any configuration may say, for the test's sake. */
const startLocal = async (): Promise<RunningSystem> =>
  startChangedSystem([`"threshold": ${local.alarms.oldestMessageSeconds}`, '"threshold": 120']);

const scenarios: readonly Scenario[] = [
  {
    rows: {
      "S3 denies `process-message` access until a message has no delivery left": page("error-logs"),
    },
    start: startLocal,
    provoke: async (system) => {
      await system.setFaults(anError("s3", "PutObject", "AccessDenied", 403));
      await accept(system);
    },
    fix: redrive,
  },
  {
    rows: {
      "all deliveries of a message fail; later it is redriven, or expires": withoutEnd(
        "dead-letters",
        "ticket",
      ),
      "the same happens to another while the first one waits": withoutEnd("dead-letters-growth", "ticket"),
      "a dead letter waits for 7 days": withoutEnd("dead-letters-7-days", "ticket"),
      "a dead letter waits for 12 days": withoutEnd("dead-letters-12-days", "page"),
    },
    // Days are minutes, for the test's sake.
    start: async () =>
      startChangedSystem(
        ['"threshold": 604800', '"threshold": 420'],
        ['"threshold": 1036800', '"threshold": 720'],
      ),
    provoke: async (system) => {
      await failWrites(system);
      await accept(system);
      await system.untilAlarm("-dead-letters", "ALARM", patience);
      await accept(system);
    },
    fix: async (system) => {
      // All that wait are older than the least that SQS takes.
      await keepLettersFor(system, 60);
      await system.untilAlarm("-dead-letters", "OK", patience);
      await keepLettersFor(system, 1_209_600);
      await failWrites(system);
      await accept(system);
      await until(
        "a dead letter alarms again",
        async () => /ALARM.*ALARM/.test(await mailsOf(system, "dead-letters")),
        patience,
      );
      await system.setFaults();
      await redrive(system);
    },
  },
  {
    rows: {
      "a delivery is denied or dies, and a retry mends it": { alarm: undefined, mails: "none" },
      "minute after minute a delivery fails, and its retry succeeds": { alarm: undefined, mails: "none" },
      "a batch is denied or throttled, and its copies are processed": { alarm: undefined, mails: "none" },
      "a few requests of a few get a 5xx": { alarm: undefined, mails: "none" },
    },
    // What died waits for minutes; on a slow machine nobody is to be told of that either.
    start: async () =>
      startChangedSystem(
        [`"threshold": ${local.alarms.oldestMessageSeconds}`, '"threshold": 9000'],
        [`"threshold": ${local.alarms.quietGroupsSeconds}`, '"threshold": 9000'],
        // The retries' pauses are divided, their work is not.
        ['"period": 240', '"period": 720'],
      ),
    provoke: async (system) => {
      const [denied, killed] = [aMessage(), aMessage()];
      await system.setFaults(
        { ...anError("s3", "PutObject", "AccessDenied", 403), match: denied.message_id, times: 1 },
        { ...hang, match: killed.message_id, times: 1 },
      );
      await accept(system, killed.raw);
      await until("process-message waits for DynamoDB", async () =>
        (await system.objectKeys()).includes(`${killed.company_id}/${killed.message_id}.json`),
      );
      await kill(system, "process-message");
      await accept(system, denied.raw);
      for (const { message_id } of [denied, killed]) await system.untilRecorded(message_id, "Processed");
      for (let minute = 0; minute < 6; minute += 1) {
        const { raw, message_id } = aMessage();
        await system.setFaults({
          ...anError("s3", "PutObject", "AccessDenied", 403),
          match: message_id,
          times: 1,
        });
        await accept(system, raw);
        await system.untilRecorded(message_id, "Processed");
      }
      for (const [code, status] of [
        ["AccessDenied", 403],
        ["SlowDown", 503],
      ] as const) {
        const messages = Array.from({ length: 10 }, () => aMessage());
        await system.setFaults(
          ...messages.map(({ message_id: match }) => ({
            ...anError("s3", "PutObject", code, status),
            match,
            // All attempts of a delivery.
            times: code === "SlowDown" ? 4 : 1,
          })),
        );
        await system.enqueueBatch(messages.map(({ raw }) => raw));
        for (const { message_id } of messages) await system.untilRecorded(message_id, "Processed");
        expect(system.log().some((line) => line["code"] === code && "times_postponed" in line)).to.equal(
          true,
          code,
        );
      }
      await system.setFaults({ ...anError("sqs", "SendMessage", "InternalError", 500), times: 4 });
      for (let request = 0; request < 4; request += 1)
        expect((await system.post(aMessage().raw)).status).to.be.within(500, 599);
      // Another alarm tells that all there was to tell has been told.
      await reject(system);
    },
  },
  {
    rows: { "every write to the table fails for minutes": page("process-message-errors") },
    start: startLocal,
    provoke: async (system) => {
      await failWrites(system);
      await untilFired(system, "process-message-errors", async () => accept(system));
    },
    fix: accept,
  },
  {
    rows: {
      "`process-message` dies at every delivery, one message after another": page("process-message-errors"),
    },
    start: startLocal,
    provoke: async (system) => {
      await system.setFaults(hang);
      await untilFired(system, "process-message-errors", async () => {
        if ((await system.state()).queues.every(({ name, ...depth }) => isLetters(name) || isEmpty(depth)))
          await accept(system);
        await kill(system, "process-message");
      });
    },
    fix: accept,
  },
  {
    rows: {
      "S3 denies a whole batch, again and again": page("error-logs"),
    },
    start: startLocal,
    provoke: async (system) => {
      await system.setFaults(anError("s3", "PutObject", "AccessDenied", 403));
      await system.enqueueBatch(Array.from({ length: 10 }, () => aMessage().raw));
      await system.untilAlarm("-error-logs", "ALARM", patience);
    },
  },
  {
    rows: { "a sender sends many invalid messages": ticket("rejected-messages") },
    start: startLocal,
    provoke: reject,
  },
  {
    rows: { "S3 throttles every write": ticket("postponed-messages") },
    start: startLocal,
    provoke: async (system) => {
      await system.setFaults(anError("s3", "PutObject", "SlowDown", 503));
      await untilFired(system, "postponed-messages", async () => accept(system));
    },
  },
  {
    rows: {
      "the queue accepts no message": page("api-5xx"),
      "most requests are no JSON": ticket("refused-callers"),
    },
    start: startLocal,
    provoke: async (system) => {
      await system.setFaults(anError("sqs", "SendMessage", "InternalError", 500));
      for (const { status } of await atOnce(20, async () => system.post(aMessage().raw)))
        expect(status).to.be.within(500, 599);
      await untilFired(system, "refused-callers", async () => {
        const answers = await atOnce(local.alarms.refusedRequests, async () => system.post("{"));
        expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([400]));
      });
    },
  },
  {
    rows: { "many requests come without a signature": { alarm: undefined, mails: "none" } },
    start: async () => startConfiguredSystem({ auth: { kind: "iam" } }),
    provoke: async (system) => {
      const answers = await atOnce(2 * local.alarms.refusedRequests, async () =>
        system.anonymous.post(aMessage().raw),
      );
      expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([403]));
      await reject(system);
    },
  },
  {
    rows: { "`process-message` cannot receive messages": page("oldest-message") },
    start: startLocal,
    provoke: async (system) => {
      await system.setFaults(anError("sqs", "ReceiveMessage", "InternalError", 500));
      // The first may still reach a poller that was waiting already. More than a few would age while they are processed
      // on a busy machine, and fire the alarm again.
      await until("messages wait", async () => {
        await accept(system);
        return (await system.state()).queues.some(({ visible }) => visible >= 3);
      });
    },
  },
  {
    rows: { "the messages of small companies wait": page("quiet-groups") },
    start: async () =>
      startChangedSystem([`"threshold": ${local.alarms.quietGroupsSeconds}`, '"threshold": 120']),
    provoke: async (system) => {
      await system.setFaults(anError("sqs", "ReceiveMessage", "InternalError", 500));
      await untilFired(system, "quiet-groups", async () => accept(system));
    },
  },
  {
    rows: {
      "Lambda throttles `query-messages`": ticket("query-messages-throttles"),
      "callers send more than a route lets in": ticket("throttled-callers"),
    },
    start: async () =>
      startChangedSystem(
        [
          '"function_name": "message-handler-local-query-messages"',
          '$&, "reserved_concurrent_executions": 1',
        ],
        [`"throttling_burst_limit": ${local.api.burstLimit}`, '"throttling_burst_limit": 5'],
        [`"throttling_rate_limit": ${local.api.rateLimit}`, '"throttling_rate_limit": 1'],
      ),
    provoke: async (system) => {
      await system.setFaults({
        service: "dynamodb",
        operation: "GetItem",
        effect: { type: "latency", ms: 300 },
      });
      const { message_id } = aMessage();
      await untilFired(system, "throttled-callers", async () =>
        atOnce(2 * local.alarms.refusedRequests, async () => system.get(message_id)),
      );
    },
  },
];

/** All but that a stack which has just started found nothing wrong: `ALARM to pages`, oldest first. */
const mailsOf = async ({ state }: RunningSystem, alarm: string): Promise<string> =>
  (await state()).inbox
    .filter(
      ({ subject, message }) =>
        subject.includes(`-${alarm}"`) && !message.includes('"OldStateValue":"INSUFFICIENT_DATA"'),
    )
    .map(({ subject, topic }) => `${subject.replace(/:.*$/, "")} to ${topic.replace(/^.*-/, "")}`)
    .join(", ");

const play = async ({ rows, start, provoke, fix }: Scenario): Promise<void> => {
  const system = await start();
  const each = async (check: (alarm: string, mails: string) => Promise<unknown>): Promise<void> => {
    for (const { alarm, mails } of Object.values(rows)) if (alarm !== undefined) await check(alarm, mails);
  };
  const untilMailed = async (alarm: string, mails: RegExp): Promise<void> => {
    let mailed = "";
    try {
      await until(
        `${alarm} mails ${mails.source}`,
        async () => {
          mailed = await mailsOf(system, alarm);
          return mails.test(mailed);
        },
        patience,
      );
    } catch (error) {
      throw new Error(`It mailed ${mailed}`, { cause: error });
    }
  };
  try {
    // Some alarms know nothing before the first message.
    await accept(system);
    await each(async (alarm) => system.untilAlarm(`-${alarm}`, "OK", patience));
    // On a busy machine even a function's first start can keep that message waiting for too long.
    await system.untilIdle();
    const { length: earlier } = (await system.state()).inbox;
    await provoke(system);
    // Each first state that was notified: none is missed that lasted for a moment only.
    await each(async (alarm, mails) => untilMailed(alarm, new RegExp(`^${mails.replace(/,.*$/, "")}`)));
    await system.setFaults();
    await fix?.(system);
    await each(async (alarm) => system.untilAlarm(`-${alarm}`, "OK", patience));
    // On a busy machine it may fire again while what has waited is worked off.
    await each(async (alarm, mails) => untilMailed(alarm, new RegExp(`^${mails}(, ${mails})*$`)));
    if (Object.values(rows).every(({ alarm }) => alarm === undefined)) {
      const subjects = (await system.state()).inbox.slice(earlier).map(({ subject }) => subject);
      expect(
        subjects.filter((each) => each.startsWith("ALARM") && !each.includes("-rejected-messages")),
      ).to.deep.equal([]);
    }
  } finally {
    await system.stop();
  }
};

/** As the handbook has them. */
const readTable = (): readonly string[] => {
  const handbook = readFileSync(join(import.meta.dirname, "../../docs/operating.md"), "utf8");
  const [, section = ""] = /\n## Which mails are sent\n([^]*?)\n## /.exec(handbook) ?? [];
  return section
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .slice(2)
    .map((line) => line.replaceAll(/ +\|/g, " |"));
};

describe("Alarms of a running system", function () {
  // A scenario says itself what it waits for when that does not come.
  this.timeout(4 * patience * 1000);
  // Each scenario has a system of its own, on which it mostly waits: together they take as long as the longest.
  const results = new Map<Scenario, Promise<readonly PromiseSettledResult<void>[]>>();
  before(() => {
    for (const scenario of scenarios) results.set(scenario, Promise.allSettled([play(scenario)]));
  });

  const rows = scenarios.flatMap((scenario) => Object.entries(scenario.rows));

  it("have a scenario for every alarm, and one of the function's errors and of its throttles", async () => {
    const { resource } = JSON.parse(readFileSync(await synthesiseOnce(), "utf8")) as {
      readonly resource: {
        readonly aws_cloudwatch_metric_alarm: Readonly<Record<string, { readonly alarm_name: string }>>;
      };
    };
    const toKind = (alarm: string): string => alarm.replace(/^.*-(errors|throttles)$/, "$1");
    const kinds = Object.values(resource.aws_cloudwatch_metric_alarm).map(({ alarm_name: name }) =>
      toKind(name.replace("message-handler-local-", "")),
    );
    const fired = rows.flatMap(([, { alarm }]) => (alarm === undefined ? [] : [toKind(alarm)]));
    expect(new Set(fired)).to.deep.equal(new Set(kinds));
  });

  it("send the mails that the handbook lists", () => {
    expect(readTable()).to.deep.equal(
      rows.map(
        ([happened, { alarm, mails }]) =>
          `| ${happened} | ${alarm === undefined ? "none" : `\`…-${alarm}\``} | ${mails} |`,
      ),
    );
  });

  for (const scenario of scenarios)
    for (const [happened, { alarm, mails }] of Object.entries(scenario.rows))
      it(`send ${mails} when ${happened}: ${alarm ?? "no alarm"}`, async () => {
        const [result] = (await results.get(scenario)) ?? [];
        if (result?.status === "rejected") throw result.reason;
        expect(result?.status).to.equal("fulfilled");
      });
});
