import { expect } from "chai";
import stringWidth from "string-width";
import * as fc from "fast-check";
import { makeReadEvents } from "./read-events.ts";
import { makeBundleEvents, type Told } from "./bundle-events.ts";
import { toLines } from "./to-lines.ts";

const names = { prefix: "shop-", deliveries: new Map([["shop-worker", 3]]) };
const time = "2026-11-28T22:13:30.123Z";
const requestId = "057e67a6-d829-4bca-8250-7eeea456a394";
const sqsMessageId = "8928b157-43ef-4500-9453-16954e32c43f";
const subject = "fc0daad3-4f10-4d15-b8c6-276cca111e87";

const entry = (level: string, source: string, message: string, fields: object = {}): string =>
  JSON.stringify({ ...fields, time, level, source, message });
const ofWorker = (message: string, fields: object = {}): string =>
  entry("INFO", "lambda:shop-worker", message, {
    request_id: requestId,
    sqs_message_id: sqsMessageId,
    ...fields,
  });
const access = entry("INFO", "api-gateway", "POST /v1/messages 202", {
  method: "POST",
  path: "/v1/messages",
  status: 202,
  latency_ms: 4,
  request_id: requestId,
  subject,
});

const toText = (events: readonly Told[], columns = 200): readonly string[] =>
  events
    .flatMap((event) => toLines(event, columns, (_tone, text) => text))
    .map((line) => line.slice("22:13:30 ".length));
const read = (...lines: readonly string[]): readonly string[] => {
  const readEvents = makeReadEvents(names, 2);
  return lines.flatMap((line) => toText(readEvents(line)));
};

describe("the line of the terminal for an entry of the log", () => {
  it("says of a request what was asked, the status, how long it took and which message it was about", () => {
    expect(read(access)).to.deep.equal(["POST /v1/messages 202 4 ms fc0daad3"]);
  });

  it("says of a refused request its status, and why where the answer says it", () => {
    const refused = { method: "GET", path: "/v1/messages/x", status: 404 };
    const invalid = {
      method: "GET",
      path: "/v1/messages",
      status: 400,
      reason: "InvalidParameter company_id",
    };
    expect(
      read(
        entry("INFO", "api-gateway", "GET /v1/messages/x 404", refused),
        entry("INFO", "api-gateway", "GET /v1/messages 400", invalid),
      ),
    ).to.deep.equal(["GET /v1/messages/x 404", "GET /v1/messages 400 InvalidParameter company_id"]);
  });

  it("names a processed message as its sender does, however it is named by then, and says how old it was", () => {
    const messages = [
      { request_id: requestId, sqs_message_id: sqsMessageId, outcome: "Recorded", age_ms: 96 },
      { sqs_message_id: "another", outcome: "Duplicate", age_ms: 61_000 },
      { sqs_message_id: "1", outcome: "Rejected", age_ms: 1 },
      { sqs_message_id: "2", outcome: "Failed", age_ms: 1 },
      { sqs_message_id: "3", outcome: "Postponed", age_ms: 1 },
    ];
    expect(read(access, ofWorker("batch ended", { messages })).slice(1)).to.deep.equal([
      "processed fc0daad3 96 ms",
      "duplicate another 1 min 1 s",
    ]);
  });

  it("reads a large batch from all its lines", () => {
    const messages = [{ request_id: requestId, sqs_message_id: sqsMessageId, outcome: "Recorded" }];
    expect(read(ofWorker("batch ending", { messages }))).to.deep.equal(["processed 057e67a6"]);
  });

  it("says of a rejected message which fields are wrong, or why else", () => {
    const fields = [{ path: "metadata.message_time", expected: "a time" }, { path: "data" }];
    expect(
      read(
        ofWorker("message rejected", { code: "InvalidMessage", fields }),
        ofWorker("message rejected", { code: "MalformedJson", fields: [] }),
      ),
    ).to.deep.equal(["rejected 057e67a6 metadata.message_time, data", "rejected 057e67a6 MalformedJson"]);
  });

  it("says of a failed delivery when the retry really comes, why, and when there is none left", () => {
    const failed = (receive_count: number) => [
      ofWorker("delivery failed", { code: "InternalServerError", receive_count }),
      ofWorker("retry delayed", { receive_count, retry_delay_seconds: 82 }),
    ];
    expect(read(access, ...failed(1), ...failed(3)).slice(1)).to.deep.equal([
      "retry 1 in 41 s fc0daad3 InternalServerError",
      "last delivery failed fc0daad3 InternalServerError",
    ]);
  });

  it("says of a postponed message for how long it really is, and why", () => {
    const lines = [
      ofWorker("delivery failed", { code: "ThrottlingException", receive_count: 1 }),
      ofWorker("message postponed", { receive_count: 1, postpone_seconds: 82 }),
    ];
    expect(read(access, ...lines).slice(1)).to.deep.equal([
      "postponed for 41 s fc0daad3 ThrottlingException",
    ]);
  });

  it("says of many postponed ones in 80 columns why, how many wait and that none is lost, until none does", () => {
    const { add, end } = makeBundleEvents();
    const readEvents = makeReadEvents(names, 60);
    const say = (...lines: readonly string[]) => lines.flatMap(readEvents).flatMap((event) => add(event, 0));
    const postpone = (message: number, copy: number) => {
      const ids = { request_id: `r${message}`, sqs_message_id: `s${message}-${copy}` };
      return [
        ofWorker("delivery failed", {
          ...ids,
          code: "InternalError",
          detail: "PutObject failed: the service has trouble of its own (HTTP 500).",
          receive_count: 1,
        }),
        ofWorker("message postponed", { ...ids, receive_count: 1, postpone_seconds: 60 }),
      ];
    };
    const all = Array.from({ length: 100 }, (_, message) => message);
    for (const copy of [1, 2, 3]) say(...all.flatMap((message) => postpone(message, copy)));
    expect(toText(end(10_000), 80)).to.deep.equal([
      "postponed × 299 in 10 s  100 wait, none lost (PutObject InternalError)",
    ]);
    const recorded = (message: number) => ({ request_id: `r${message}`, outcome: "Recorded" });
    say(...postpone(0, 4), ofWorker("batch ended", { messages: all.slice(1).map(recorded) }));
    expect(toText(end(20_000), 80)[0]).to.equal(
      "postponed × 1 in 10 s  1 waits, none lost (PutObject InternalError)",
    );
    say(...postpone(0, 5), ofWorker("batch ended", { messages: [recorded(0)] }));
    expect(toText(end(30_000), 80)).to.include("postponed × 1 in 10 s  none waits any more");
  });

  it("names a dead letter by the message that it was, and why it failed", () => {
    const moved = {
      queue: "shop-work",
      dead_letter_queue: "shop-dead",
      sqs_message_id: sqsMessageId,
      receive_count: 3,
    };
    expect(
      read(
        access,
        ofWorker("delivery failed", { code: "InternalServerError", receive_count: 3 }),
        entry("WARN", "sqs", "moved to the dead-letter queue", moved),
      ).slice(1),
    ).to.deep.equal(["dead letter fc0daad3 InternalServerError"]);
  });

  const alarm = (from: string, to: string): string =>
    entry("INFO", "cloudwatch", `alarm shop-dead: ${from} -> ${to}`, {
      alarm: "shop-dead",
      from,
      to,
      reason: "",
    });

  it("says that an alarm went off and that it is over, and nothing of a stack that has no data yet", () => {
    expect(read(alarm("INSUFFICIENT_DATA", "OK"), alarm("OK", "ALARM"), alarm("ALARM", "OK"))).to.deep.equal([
      "ALARM dead",
      "OK dead",
    ]);
  });

  it("says that a redrive began and how it ended", () => {
    expect(
      read(
        entry("INFO", "sqs", "move task started", { queue: "dead", to_move: 2 }),
        entry("INFO", "sqs", "move task completed", { queue: "dead", destination: "work", moved: 2 }),
        entry("WARN", "sqs", "move task failed", { queue: "dead", moved: 0, reason: "AccessDenied" }),
      ),
    ).to.deep.equal([
      "redrive started 2 to move",
      "redrive completed 2 moved",
      "redrive failed 0 moved AccessDenied",
    ]);
  });

  it("says which faults were set and that there are none any more, and not of each call that they meet", () => {
    const rules = [
      { service: "dynamodb", operation: "PutItem", effect: { type: "error", code: "InternalServerError" } },
      { service: "s3", effect: { type: "hang" } },
    ];
    expect(
      read(
        entry("INFO", "faults", "rules set", { rules }),
        entry("INFO", "faults", "error on dynamodb PutItem", { effect: { type: "error" } }),
        entry("INFO", "faults", "rules cleared"),
      ),
    ).to.deep.equal(["faults set dynamodb PutItem InternalServerError, s3 hang", "faults cleared"]);
  });

  const report = (fields: object): string => entry("INFO", "lambda:shop-worker", "platform.report", fields);

  it("says that a function timed out or crashed, and nothing of its healthy invocations", () => {
    expect(
      read(
        report({ status: "success", metrics: { durationMs: 60 } }),
        entry("INFO", "lambda:shop-worker", "platform.start"),
        report({ status: "timeout", metrics: { durationMs: 3000 } }),
        report({ status: "error", errorType: "Runtime.ExitError" }),
        report({ status: "error", errorType: "TypeError" }),
      ),
    ).to.deep.equal(["time-out worker after 3 s", "crash worker Runtime.ExitError"]);
  });

  it("shows warnings and errors with their reason, and what repeats them not", () => {
    const all = "All 2 deliveries of the batch failed: Throttling";
    expect(
      read(
        entry("ERROR", "lambda:shop-worker", "Error: no table", { errorType: "Error" }),
        entry("WARN", "aws:sqs", "not supported", { reason: "it is new" }),
        entry("ERROR", "lambda:shop-worker", `Error: ${all}`),
        entry("WARN", "event-source:shop-worker", "the invocation failed (handled); its messages return"),
        entry("INFO", "lambda:shop-worker", "hello"),
      ),
    ).to.deep.equal(["ERROR lambda:worker Error: no table", "WARN aws:sqs not supported: it is new"]);
  });

  it("shows a warning whole, however narrow the terminal is", () => {
    const readEvents = makeReadEvents(names, 1);
    const warning = entry("WARN", "lambda:shop-worker", "message not postponed", {
      reason: "sqs:SendMessage on shop-work is not allowed to the role of the function: AccessDenied",
    });
    expect(toText(readEvents(warning), 60)).to.deep.equal([
      "WARN lambda:worker message not postponed:",
      "sqs:SendMessage on shop-work is not allowed to the",
      "role of the function: AccessDenied",
    ]);
  });

  it("gives nothing for what is no entry of the log", () => {
    expect(read("", "{", "null", "[]", '{"time":1}', "Debugger listening on ws://127.0.0.1")).to.deep.equal(
      [],
    );
  });
});

describe("what the summary at the end counts", () => {
  const totalsOf = (...lines: readonly string[]): readonly (string | undefined)[] =>
    lines.flatMap(makeReadEvents(names, 1)).map(({ total }) => total);

  it("is every failed delivery, the last one too, as the metric has it", () => {
    const retry = (receive_count: number) =>
      ofWorker("retry delayed", { receive_count, retry_delay_seconds: 1 });
    expect(totalsOf(retry(1), retry(3))).to.deep.equal(["failed", "failed"]);
  });

  it("tells postponed and repeated messages apart from failed and processed ones", () => {
    const messages = [{ outcome: "Recorded" }, { outcome: "Duplicate" }];
    const postponed = ofWorker("message postponed", { postpone_seconds: 60 });
    expect(totalsOf(ofWorker("batch ended", { messages }), postponed)).to.deep.equal([
      "processed",
      "duplicate",
      "postponed",
    ]);
  });
});

describe("any line of the log", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "\u001B[2J\u001B[1;1H",
      "\u009B31m",
      "\r\n",
      "\u001B]0;title\u0007",
      "\u202E",
      "\u001B",
      "漢字",
    ),
  );
  const sources = fc.constantFrom("api-gateway", "cloudwatch", "sqs", "faults", "lambda:shop-worker", "aws");
  const messages = fc.oneof(
    fc.constantFrom("batch ended", "message rejected", "delivery failed", "retry delayed", "platform.report"),
    text,
  );
  const value = fc.oneof(text, fc.integer(), fc.jsonValue(), fc.constantFrom(202, "ALARM", "timeout", []));
  const fieldNames = fc.constantFrom(
    "method",
    "path",
    "status",
    "latency_ms",
    "request_id",
    "subject",
    "sqs_message_id",
    "receive_count",
    "retry_delay_seconds",
    "code",
    "fields",
    "messages",
    "alarm",
    "from",
    "to",
    "dead_letter_queue",
    "reason",
  );
  const lines = fc
    .record({
      own: fc.record({
        time: fc.oneof(fc.constant(time), text),
        level: fc.constantFrom("INFO", "WARN", "ERROR"),
        source: fc.oneof(sources, text),
        message: messages,
      }),
      fields: fc.dictionary(fieldNames, value),
    })
    .map(({ own, fields }) => JSON.stringify({ ...fields, ...own }));

  it("is read without an error, into lines that fit the terminal and cannot steer it", () => {
    // What no text of an entry may bring along: controls, and marks that turn its direction around.
    const steering = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 5 }), fc.integer({ min: 1, max: 120 }), (some, columns) => {
        const readEvents = makeReadEvents(names, 1);
        for (const event of some.flatMap(readEvents)) {
          for (const line of toLines(event, columns, (_tone, painted) => painted)) {
            expect(line).not.to.match(steering);
            expect(stringWidth(line)).to.be.at.most(columns);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it("is read without an error, even if it is any JSON", () => {
    fc.assert(
      fc.property(fc.json(), (line) => {
        expect(makeReadEvents(names, 1)(line)).to.deep.equal([]);
      }),
    );
  });
});
