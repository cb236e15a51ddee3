import { expect } from "chai";
import { toMessageText, type KnownMessage } from "./message-text.ts";

const nothing: KnownMessage = {
  message_id: null,
  where: "rejected",
  note: "",
  next: "",
  company_id: null,
  accepted_at: null,
  request_id: "6066a22e-bca2-4e00-8f4b-b79c7e1f1104",
  sha256: null,
  record: null,
  not_looked_up: [],
  object: null,
  attempts: [],
  letter: null,
  trace_id: null,
  not_read: [],
};

describe("toMessageText", () => {
  it("says of what was not looked up no more than that, and has the whole command that looks it up", () => {
    const text = toMessageText({
      ...nothing,
      note: "Its record has another key.",
      next: "ops message 6066a22e-bca2-4e00-8f4b-b79c7e1f1104 --scan --env prod",
      not_looked_up: ["record", "object"],
    });
    expect(text.split("\n")).to.deep.equal([
      "where     rejected",
      "Its record has another key.",
      "Next: ops message 6066a22e-bca2-4e00-8f4b-b79c7e1f1104 --scan --env prod",
      "",
      "record    not looked up",
      "object    not looked up",
      "request   6066a22e-bca2-4e00-8f4b-b79c7e1f1104",
      "",
      "No failed delivery is in the log.",
    ]);
  });

  it("says that no line of the logs tells of it only where none does", () => {
    const unknown = { ...nothing, where: "unknown", request_id: null } as const;
    expect(toMessageText(unknown)).to.match(/^where +unknown: no record, no letter, and no line in the logs/);
    const attempt = { at: "", code: "SlowDown", detail: null, receive_count: 3, sqs_message_id: "" };
    for (const logged of [{ attempts: [attempt] }, { request_id: nothing.request_id }])
      expect(toMessageText({ ...unknown, ...logged })).to.match(
        /^where +unknown: no record, and no letter\n/,
      );
  });

  it("tells whose it is and when it was accepted, where there is no record yet, too", () => {
    const text = toMessageText({
      ...nothing,
      where: "queue",
      company_id: "e0721e56-fb09-4273-ae74-7bcbc92d43eb",
      accepted_at: "2026-01-31T10:00:00.000Z",
    });
    expect(text).to.contain(
      "\n\ncompany   e0721e56-fb09-4273-ae74-7bcbc92d43eb\naccepted  2026-01-31 10:00:00 UTC\nrecord    none\nobject    none in the archive\n",
    );
    const accepted = { ...nothing, accepted_at: "2026-01-31T10:00:00.000Z" };
    expect(toMessageText(accepted)).to.contain("company   not told by the logs");
    expect(toMessageText({ ...accepted, letter: "l" })).to.contain("company   none that can be read");
  });
});
