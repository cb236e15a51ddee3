import { expect } from "chai";
import { toDiagnosisText } from "./diagnosis-text.ts";

const nothing = {
  stack: "message-handler-prod",
  at: "2026-01-31T10:00:00.000Z",
  findings: [],
  alarms: [],
  not_read: [],
};

describe("toDiagnosisText", () => {
  it("says that nothing is wrong", () => {
    expect(toDiagnosisText(nothing)).to.equal("Nothing wrong is found in message-handler-prod.");
  });

  it("has each finding with its evidence and the next command, the alarms, and what could not be read", () => {
    const text = toDiagnosisText({
      ...nothing,
      findings: [{ cause: "DeadLetters", evidence: "1 dead letter waits", next: "ops dlq list --env prod" }],
      alarms: ["message-handler-prod-dead-letters"],
      not_read: ["metrics: access denied"],
    });
    expect(text.split("\n")).to.deep.equal([
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
});
