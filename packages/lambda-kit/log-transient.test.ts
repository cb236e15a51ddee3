import type { TransientFailure } from "@message-handler/domain/failure.ts";
import { expect } from "chai";
import { aRecordingLog } from "./testing/fixtures.ts";
import { logTransient } from "./log-transient.ts";
import { withFields } from "./log.ts";

const throttled: TransientFailure = {
  kind: "Transient",
  code: "ThrottlingException",
  detail: "DynamoDB is throttled.",
  needsOperator: false,
};

describe("logTransient", () => {
  it("logs at WARN what a retry may solve", () => {
    const { log, lines } = aRecordingLog();
    logTransient(withFields(log, { receive_count: 2 }), "delivery failed", throttled);
    expect(lines()[0]).to.include({
      level: "WARN",
      message: "delivery failed",
      code: "ThrottlingException",
      detail: "DynamoDB is throttled.",
      receive_count: 2,
    });
  });

  it("logs at ERROR what needs an operator, with the cause's name and not its text", () => {
    const { log, lines, text } = aRecordingLog();
    const cause = new TypeError("s3cr3t");
    logTransient(log, "delivery failed", { ...throttled, needsOperator: true, cause });
    expect(lines()[0]).to.include({ level: "ERROR" });
    expect(lines()[0]).to.have.nested.property("cause.name", "TypeError");
    expect(text()).not.to.contain("s3cr3t");
  });
});
