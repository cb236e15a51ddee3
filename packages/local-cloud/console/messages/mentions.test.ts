import { expect } from "chai";
import type { LogEntry } from "../live/wire.ts";
import { fieldsAbout, gatherLines } from "./mentions.ts";

const entry = (id: number, fields: LogEntry["fields"]): LogEntry => ({
  id,
  time: `2026-01-01T00:00:0${id}.000Z`,
  level: "INFO",
  source: "lambda:jobs",
  message: "m",
  fields,
});

describe("fieldsAbout", () => {
  it("takes of a line about several messages the part about one", () => {
    const jobs = [
      { request_id: "r-1", outcome: "Done" },
      { request_id: "r-2", outcome: "Lost" },
    ];
    expect(fieldsAbout(entry(1, { count: 2, jobs }), new Set(["r-2"]))).to.deep.equal(jobs[1]);
  });

  it("says nothing of a line that only holds the id inside a longer text", () => {
    expect(fieldsAbout(entry(1, { detail: "about r-1" }), new Set(["r-1"]))).to.equal(undefined);
  });
});

describe("gatherLines", () => {
  const log = [
    entry(1, { subject: "m-1", request_id: "r-1" }),
    entry(2, { request_id: "r-1", sqs_message_id: "s-1", aws_request_id: "a-1" }),
    entry(3, { sqs_message_id: "s-1", queue: "jobs" }),
    entry(4, { request_id: "r-2", aws_request_id: "a-1" }),
  ];
  const search = async (text: string) => log.filter(({ fields }) => JSON.stringify(fields).includes(text));

  it("follows a message from its own id to those of its request and of its queue, and to no other message", async () => {
    const { ids, entries } = await gatherLines(["m-1"], search);
    expect([...ids]).to.deep.equal(["m-1", "r-1", "s-1"]);
    expect(entries.map(({ id }) => id)).to.deep.equal([1, 2, 3]);
  });
});
