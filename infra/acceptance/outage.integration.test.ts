import { MAX_RAW_BYTES } from "@message-handler/domain/limits.ts";
import { until } from "@message-handler/local-cloud/testing";
import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { aMessage, type SentMessage } from "./testing/message.ts";
import { startSystem, type LogLine, type RunningSystem } from "./testing/running-system.ts";

type Store = { readonly service: string; readonly operation: string };
type Page = {
  readonly items: readonly { readonly processed_at: string }[];
  readonly next_cursor: string | null;
};

const dynamodb: Store = { service: "dynamodb", operation: "PutItem" };
const stores: Readonly<Record<string, Store>> = {
  S3: { service: "s3", operation: "PutObject" },
  DynamoDB: dynamodb,
};

/** All that a store may answer while it is down; the first rule that applies counts. */
const outages: Readonly<Record<string, readonly object[]>> = {
  "answers with errors, garbage and throttling": [
    { probability: 0.3, effect: { type: "error", code: "SlowDown", status: 503 } },
    { probability: 0.5, effect: { type: "garbage", status: 200, body: "<html>bad gateway</html>" } },
    { effect: { type: "error", code: "InternalError", status: 500 } },
  ],
  hangs: [{ effect: { type: "hang" } }],
};

const failuresSince = (system: RunningSystem, start: number): readonly LogLine[] =>
  system
    .log()
    .slice(start)
    .filter(({ message }) => message === "delivery failed");

const deadLetters = async (system: RunningSystem): Promise<number> => {
  const { queues } = await system.state();
  return queues.find(({ name }) => name.endsWith("-dead-letters"))?.visible ?? NaN;
};

const untilProcessed = async (system: RunningSystem, messages: readonly SentMessage[]): Promise<void> => {
  await Promise.all(messages.map(async ({ message_id }) => system.untilRecorded(message_id, "Processed")));
};

for (const [name, store] of Object.entries(stores))
  describe(`An outage of ${name} as a whole`, () => {
    let system: RunningSystem;
    before(async () => {
      system = await startSystem();
    });
    afterEach(async () => {
      await system.setFaults();
      await system.untilIdle();
    });
    after(async () => system?.stop());

    for (const [what, rules] of Object.entries(outages))
      it(`dead-letters nothing while it ${what}, but for a message that goes on failing alone after exactly 3 deliveries`, async () => {
        const start = system.log().length;
        const lettersBefore = await deadLetters(system);
        const poisoned = aMessage();
        const poison = {
          ...store,
          match: poisoned.message_id,
          effect: { type: "error", code: "InternalError", status: 500 },
        };
        const messages = Array.from({ length: 19 }, () => aMessage());
        await system.setFaults(poison, ...rules.map((rule) => ({ ...store, ...rule })));
        const raws = [poisoned, ...messages].map(({ raw }) => raw);
        await Promise.all([system.enqueueBatch(raws.slice(0, 10)), system.enqueueBatch(raws.slice(10))]);

        await until("each message failed more often than it has deliveries", () => {
          const counts = Map.groupBy(failuresSince(system, start), ({ sha256 }) => sha256);
          return counts.size === raws.length && [...counts.values()].every(({ length }) => length > 3);
        });
        expect(await deadLetters(system)).to.equal(lettersBefore);

        await system.setFaults(poison);
        await untilProcessed(system, messages);
        await until(
          "the poisoned message is dead-lettered",
          async () => (await deadLetters(system)) === lettersBefore + 1,
        );
        const last = failuresSince(system, start).at(-1);
        const deliveries = failuresSince(system, start)
          .filter(({ sqs_message_id }) => sqs_message_id === last?.["sqs_message_id"])
          .map(({ receive_count }) => receive_count);
        expect(deliveries).to.deep.equal([1, 2, 3]);
      });
  });

describe("A company that sends too much", () => {
  let system: RunningSystem;
  before(async () => {
    system = await startSystem();
  });
  afterEach(async () => {
    await system.setFaults();
    await system.untilIdle();
  });
  after(async () => system?.stop());

  it("has all its messages processed late and none dead-lettered, though nine of ten attempts to write are throttled", async () => {
    const company_id = randomUUID();
    const { raw } = aMessage({ company_id, data: '{"note":""}' });
    // As long as a message can be: its copy has to find room in the queue, too.
    const longest = aMessage({ company_id, data: `{"note":"${"x".repeat(MAX_RAW_BYTES - raw.length)}"}` });
    const messages = [longest, ...Array.from({ length: 19 }, () => aMessage({ company_id }))];
    await system.setFaults({
      ...dynamodb,
      match: company_id,
      probability: 0.9,
      effect: { type: "error", code: "ThrottlingException", status: 400 },
    });
    const accepted = await Promise.all(messages.map(async ({ raw }) => system.post(raw)));
    await untilProcessed(system, messages);
    expect(await deadLetters(system)).to.equal(0);
    // What a message was accepted with outlives its copies.
    for (const [index, { message_id }] of messages.entries()) {
      const { json } = await system.get(message_id);
      expect(json?.["request_id"]).to.equal(accepted[index]?.json?.["request_id"]);
      const [received, processed] = ["received_at", "processed_at"].map((at) =>
        Date.parse(String(json?.[at])),
      );
      expect(received).to.be.at.most(processed ?? NaN);
    }
    expect(system.log().some(({ message }) => message === "message postponed")).to.equal(true);
    expect(system.log().filter(({ message }) => message === "message not postponed")).to.deep.equal([]);
  });

  /** When each message of the company was processed. */
  const processedAt = async (company_id: string): Promise<readonly string[]> => {
    const times: string[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const more = cursor === undefined ? {} : { cursor };
      const query = new URLSearchParams({ company_id, status: "Processed", limit: "100", ...more });
      const page = JSON.parse((await system.call(`/messages?${query.toString()}`)).text) as Page;
      times.push(...page.items.map(({ processed_at }) => processed_at));
      cursor = page.next_cursor;
    }
    return times;
  };

  it("loses none of a flood of slow messages, which do not keep those of other companies waiting that came after them", async () => {
    const flooding = randomUUID();
    const others = Array.from({ length: 5 }, () => randomUUID());
    const from = (company_id: string, count: number) =>
      Array.from({ length: count }, () => aMessage({ company_id }));
    const postAll = async (messages: readonly SentMessage[]): Promise<void> => {
      const answers = await Promise.all(messages.map(async ({ raw }) => system.post(raw)));
      expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([202]));
    };
    const slow = { ...dynamodb, match: flooding, effect: { type: "latency", ms: 400 } };
    // Until all are in the queue, so that nothing but their order in it counts.
    const unpolled = {
      service: "sqs",
      operation: "ReceiveMessage",
      effect: { type: "error", code: "InternalError", status: 500 },
    };
    await system.setFaults(slow, unpolled);
    await postAll(from(flooding, 200));
    await postAll(others.flatMap((company_id) => from(company_id, 2)));
    await system.setFaults(slow);
    await system.untilIdle();

    const flood = await processedAt(flooding);
    const quiet = (await Promise.all(others.map(processedAt))).flat();
    expect([flood.length, quiet.length]).to.deep.equal([200, 10]);
    const last = quiet.toSorted().at(-1) ?? "";
    expect(flood.filter((time) => time < last)).to.have.length.below(100);
  });
});
