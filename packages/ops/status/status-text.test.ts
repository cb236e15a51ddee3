import { expect } from "chai";
import { toStatusText as toText, type Status } from "./status-text.ts";

const calm = {
  stack: "message-handler-prod",
  at: "2026-11-28T12:00:00.000Z",
  queue: { visible: 0, in_flight: 0, delayed: 0, oldest_seconds: 0 },
  dead_letters: { count: 0, first_expires_at: null },
  event_source: "Enabled",
  rates: {
    seconds: 300,
    requests: 1200,
    processed: 1190,
    duplicates: 0,
    rejected: 2,
    failed: 0,
    postponed: 0,
  },
  alarms: [
    { name: "message-handler-prod-dead-letters", state: "OK", since: undefined, description: "" },
    { name: "message-handler-prod-api-5xx", state: "INSUFFICIENT_DATA", since: undefined, description: "" },
  ],
  not_read: [],
} satisfies Status;

const toStatusText = (status: Status): string => toText(status, { stack: status.stack, isLocal: false });

describe("toStatusText", () => {
  it("says in a few lines that all is well", () => {
    expect(toStatusText(calm).split("\n")).to.deep.equal([
      "stack         message-handler-prod, 2026-11-28 12:00:00 UTC",
      "queue         0 visible, 0 in flight, 0 delayed",
      "event source  Enabled",
      "dead letters  none",
      "messages      in 5m: 1,200 requests, 1,190 processed,",
      "              0 duplicates, 2 rejected",
      "deliveries    in 5m: 0 failed, 0 postponed; a message may have several",
      "alarms        none of 2 fires, 1 without data",
    ]);
  });

  it("says what waits and for how long, what fires and since when, and what to do next", () => {
    const text = toStatusText({
      ...calm,
      queue: { visible: 12_000, in_flight: 10, delayed: 3, oldest_seconds: 5400 },
      dead_letters: { count: 4, first_expires_at: "2026-12-01T14:00:00.000Z" },
      alarms: [
        {
          ...calm.alarms[0],
          name: "a-dead-letters",
          state: "ALARM",
          since: "2026-11-28T10:30:00.000Z",
          description: "",
        },
      ],
    });
    expect(text).to.contain("12,000 visible, 10 in flight, 3 delayed, the oldest 1h 30m old\n");
    expect(text).to.contain(
      "\n              delayed: postponed, back by themselves; each copy's age begins anew\n",
    );
    expect(text).to.contain("dead letters  4, the first expires in 3d 2h (2026-12-01 14:00:00 UTC)\n");
    expect(text).to.contain(
      "alarms        1 of 1 fires\n              a-dead-letters  for 1h 30m\n\nNext: ops diagnose --env prod (what is wrong)\n      ops dlq list --env prod (the dead letters)",
    );
  });

  it("says what could not be read, and tells the rest", () => {
    const notRead = { queue: null, dead_letters: null, event_source: "not read", rates: null };
    const text = toStatusText({
      ...calm,
      ...notRead,
      not_read: ["the queue: SQS GetQueueAttributes failed"],
    });
    expect(text.split("\n").slice(1)).to.deep.equal([
      "queue         not read",
      "event source  not read",
      "dead letters  not read",
      "messages      not read",
      "deliveries    not read",
      "alarms        none of 2 fires, 1 without data",
      "",
      "Not read:",
      "  the queue: SQS GetQueueAttributes failed",
      "",
      "Next: ops diagnose --env prod (what is wrong)",
      "      docs/operating.md (each alarm)",
    ]);
    expect(toStatusText({ ...calm, alarms: null, not_read: ["alarms: no"] })).to.contain(
      "alarms        not read\n",
    );
  });

  it("does not guess an age that is not known", () => {
    const text = toStatusText({
      ...calm,
      queue: { ...calm.queue, visible: 1, oldest_seconds: null },
      dead_letters: { count: 1, first_expires_at: null },
    });
    expect(text)
      .to.contain("age of the oldest not known yet")
      .and.to.contain("1: ops dlq list --env prod shows when they expire");
  });
});
