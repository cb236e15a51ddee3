import { expect } from "chai";
import type { LogEntry, Queue } from "../live/wire.ts";
import type { QueuedMessage } from "../../core/state.ts";
import { toMoments, toWhereabouts, type Known } from "./story.ts";

const time = (second: number, ms = 0): string =>
  new Date(Date.UTC(2026, 0, 1, 0, 0, second, ms)).toISOString();

const request: LogEntry = {
  id: 1,
  time: time(1),
  level: "INFO",
  source: "api-gateway",
  message: "POST /v1/jobs 202",
  fields: { method: "POST", path: "/v1/jobs", status: 202, latency_ms: 4, request_id: "r", subject: "j" },
};
const failure: LogEntry = {
  id: 2,
  time: time(2),
  level: "WARN",
  source: "lambda:work",
  message: "failed",
  fields: { request_id: "r", sqs_message_id: "s", cause: { name: "Error", frames: ["at x"] }, empty: [] },
};

const nothing: Known = {
  records: {
    table: "jobs",
    key: "id",
    status: "state",
    statuses: ["Done", "Refused"],
    recordedAt: ["done_at", "refused_at"],
  },
  waits: { fields: ["delay_seconds"], speed: 60 },
  ids: new Set(["j", "r", "s"]),
  entries: [],
  inQueues: [],
  object: undefined,
  record: undefined,
};

const queue = (name: string, more: Partial<Queue> = {}): Queue => ({
  name,
  url: `http://sqs/${name}`,
  arn: `arn:aws:sqs:us-east-1:000000000000:${name}`,
  visible: 0,
  in_flight: 0,
  delayed: 0,
  oldest_sent_at: null,
  noisy_groups: 0,
  quiet_groups: { visible: 0, in_flight: 0, delayed: 0, oldest_sent_at: null },
  sent: 0,
  sent_again: 0,
  received: 0,
  deleted: 0,
  dead_letter_queue: null,
  max_receive_count: null,
  ...more,
});
const jobs = queue("jobs", { dead_letter_queue: "dead", max_receive_count: 3 });
const dead = queue("dead");
const message = (more: Partial<QueuedMessage>): QueuedMessage => ({
  message_id: "s",
  body: "{}",
  attributes: {},
  message_attributes: {},
  receive_count: 0,
  sent_at: time(1),
  visible_at: time(1),
  state: "visible",
  ...more,
});

const titlesOf = (known: Known): readonly string[] =>
  toMoments(known).map(({ place, title }) => `${place}: ${title}`);

describe("toMoments", () => {
  it("tells in time what happened where, down to the record", () => {
    const known: Known = {
      ...nothing,
      entries: [request, failure],
      object: { bucket: "b", key: "k", size: 2, modifiedAt: time(3) },
      record: { id: "j", state: "Refused", refused_at: time(3, 40) },
    };
    expect(titlesOf(known)).to.deep.equal([
      "API Gateway: POST /v1/jobs 202",
      "SQS: sent to the queue",
      "Lambda: failed",
      "S3: object written",
      "DynamoDB: on record as Refused",
    ]);
  });

  it("shows a message in a queue with the time it was sent", () => {
    const known = { ...nothing, entries: [request], inQueues: [{ queue: jobs, message: message({}) }] };
    expect(titlesOf(known)).to.deep.equal(["API Gateway: POST /v1/jobs 202", "SQS: sent to jobs"]);
  });

  it("tells that a dead letter was moved, once: by the log, or else by the queue", () => {
    const attributes = { DeadLetterQueueSourceArn: "arn:aws:sqs:us-east-1:000000000000:jobs" };
    const inQueues = [{ queue: dead, message: message({ attributes, visible_at: time(5) }) }];
    expect(titlesOf({ ...nothing, inQueues })).to.deep.equal(["SQS: sent to jobs", "SQS: moved to dead"]);
    const fields = { sqs_message_id: "s", dead_letter_queue: "dead" };
    const moved = { ...failure, source: "sqs", message: "moved to the dead-letter queue", fields };
    expect(titlesOf({ ...nothing, inQueues, entries: [moved] })).to.deep.equal([
      "SQS: sent to jobs",
      "SQS: moved to the dead-letter queue",
    ]);
  });

  it("tells of a copy that it was sent to the queue again, after what the request had sent", () => {
    const inQueues = [{ queue: jobs, message: message({ message_id: "copy", sent_at: time(3) }) }];
    expect(titlesOf({ ...nothing, inQueues, entries: [request, failure] })).to.deep.equal([
      "API Gateway: POST /v1/jobs 202",
      "SQS: sent to the queue",
      "Lambda: failed",
      "SQS: sent to jobs again, as a new message",
    ]);
  });

  it("says how long a message really waits, and how long on AWS", () => {
    const waiting = { ...failure, fields: { sqs_message_id: "s", delay_seconds: 82 } };
    const factsAt = (speed: number) =>
      toMoments({ ...nothing, waits: { ...nothing.waits, speed }, entries: [waiting] })[0]?.facts;
    expect(factsAt(60)).to.deep.include(["delay_seconds", "82 on AWS, 1.4 here"]);
    expect(factsAt(1)).to.deep.include(["delay_seconds", "82"]);
  });

  it("tells of a request when it came, before what it sent, though its line is written with the answer", () => {
    const answered = { ...request, time: time(1, 4) };
    const inQueues = [{ queue: jobs, message: message({ sent_at: time(1, 2) }) }];
    const [first, second] = toMoments({ ...nothing, entries: [answered], inQueues });
    expect([first?.title, first?.time, second?.title]).to.deep.equal([
      "POST /v1/jobs 202",
      time(1),
      "sent to jobs",
    ]);
  });

  it("gives what a line tells, without what the title says and the ids that came up before", () => {
    const [first, , third] = toMoments({ ...nothing, entries: [request, failure] });
    expect(first?.facts).to.deep.equal([
      ["latency_ms", "4"],
      ["request_id", "r"],
    ]);
    expect(third?.facts).to.deep.equal([
      ["function", "work"],
      ["cause.name", "Error"],
    ]);
  });
});

describe("toWhereabouts", () => {
  const inQueue = (more: Partial<QueuedMessage>, of = jobs) =>
    toWhereabouts({ ...nothing, inQueues: [{ queue: of, message: message(more) }] }, [jobs, dead]);
  const copy = message({ message_id: "copy", state: "delayed" });
  const postponed = { ...nothing, entries: [request, failure], inQueues: [{ queue: jobs, message: copy }] };
  const refused = { ...request, fields: { ...request.fields, status: 400 } };
  const cases = [
    ["Queued", inQueue({}), "not delivered yet"],
    ["Queued", inQueue({ receive_count: 2 }), "delivered 2 of 3 times"],
    ["In flight", inQueue({ state: "in_flight", receive_count: 1 }), "Delivery 1 of 3 from jobs"],
    ["Being retried", inQueue({ state: "in_flight", receive_count: 2 }), "Delivery 2 of 3 from jobs"],
    ["Delayed", inQueue({ state: "delayed" }), "is delayed"],
    ["Postponed", toWhereabouts(postponed, [jobs, dead]), "none of its deliveries"],
    ["Dead letter", inQueue({}, dead), "because 3 deliveries from jobs failed"],
    ["Refused", toWhereabouts({ ...nothing, entries: [refused] }, [jobs]), "answered 400"],
    ["Between two places", toWhereabouts({ ...nothing, entries: [request] }, [jobs]), "left the queue"],
    ["Done", toWhereabouts({ ...nothing, record: { state: "Done" } }, []), "on record in jobs"],
  ] as const;
  for (const [word, { word: actual, sentence }, part] of cases) {
    it(`says of a message: ${word}, ${part}`, () => {
      expect(actual).to.equal(word);
      expect(sentence).to.contain(part);
    });
  }

  it("says what happens next to a message that is retried", () => {
    expect(inQueue({ state: "in_flight", receive_count: 2 }).next).to.contain("it moves to dead");
  });
});
