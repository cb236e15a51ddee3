import { expect } from "chai";
import { toDiagnosisText as toText, type Diagnosis } from "./diagnosis-text.ts";

const nothing = {
  stack: "message-handler-prod",
  at: "2026-01-31T10:00:00.000Z",
  findings: [],
  dead_letters: 0,
  postponed: 0,
  alarms: [],
  not_read: [],
};

const toDiagnosisText = (diagnosis: Diagnosis): string =>
  toText(diagnosis, { stack: diagnosis.stack, isLocal: false });

describe("toDiagnosisText", () => {
  it("says that nothing is wrong", () => {
    expect(toDiagnosisText(nothing)).to.equal("Nothing wrong is found in message-handler-prod.");
  });

  it("has each finding with its evidence and the next command, the alarms, and what could not be read", () => {
    const text = toDiagnosisText({
      ...nothing,
      dead_letters: 1,
      findings: [{ cause: "DeadLetters", evidence: "1 dead letter waits", next: "ops dlq list --env prod" }],
      alarms: ["message-handler-prod-dead-letters"],
      not_read: ["metrics: access denied"],
    });
    expect(text.split("\n")).to.deep.equal([
      "Not everything could be read (below): what is found may be over, and more may be wrong.",
      "",
      "DeadLetters",
      "  because  1 dead letter waits",
      "  next     ops dlq list --env prod",
      "",
      "Alarms that fire, each with a section in docs/operating.md:",
      "  message-handler-prod-dead-letters",
      "",
      "Not read, and so not looked at:",
      "  metrics: access denied",
    ]);
  });

  it("does not say that nothing is wrong where not everything could be read", () => {
    expect(toDiagnosisText({ ...nothing, not_read: ["the queues: SQS failed"] }).split("\n")).to.deep.equal([
      "Not everything could be read (below), and in the rest nothing wrong is found in message-handler-prod.",
      "",
      "Not read, and so not looked at:",
      "  the queues: SQS failed",
    ]);
  });

  it("says how many messages are postponed, and that they need nobody", () => {
    expect(toDiagnosisText({ ...nothing, postponed: 45 })).to.match(
      /\n\n45 postponed messages come back by themselves within 15 minutes, and need no redrive\.$/,
    );
    expect(toDiagnosisText({ ...nothing, postponed: 1 })).to.include(
      "1 postponed message comes back by itself",
    );
  });

  it("says what to do with dead letters beside a cause that is not about them", () => {
    const findings = [{ cause: "TableHangs", evidence: "1 × PutItem ETIMEDOUT", next: "wait" }];
    expect(toDiagnosisText({ ...nothing, findings, dead_letters: 2 })).to.include(
      "\n\n2 dead letters wait: ops dlq list --env prod tells why.\nOnce the cause is mended:\n  ops dlq redrive --limit 1 --env prod, to see that it is; then\n  ops dlq redrive --env prod",
    );
  });
});
