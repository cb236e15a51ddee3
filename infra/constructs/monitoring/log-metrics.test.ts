import { expect } from "chai";
import { parseFilterPattern, toLogLine } from "@message-handler/local-cloud/logs";
import { authorizerFailurePattern, deliveryErrorPattern, errorLogPattern } from "./log-metrics.ts";

const matchesOf =
  (pattern: string) =>
  (line: object): boolean =>
    parseFilterPattern(pattern)(toLogLine(JSON.stringify(line)));

describe("errorLogPattern", () => {
  const matches = matchesOf(errorLogPattern);
  for (const line of [
    { level: "ERROR" },
    { level: "FATAL" },
    { type: "platform.report", record: { status: "timeout" } },
    { type: "platform.report", record: { status: "failure" } },
    { type: "platform.report", record: { status: "error" } },
  ])
    it(`matches ${JSON.stringify(line)}`, () => {
      expect(matches(line)).to.equal(true);
    });

  for (const line of [
    { level: "WARN", message: "ERROR" },
    { level: "INFO", text: '{"level":"ERROR"}' },
    { type: "platform.report", record: { status: "success" } },
  ])
    it(`does not match ${JSON.stringify(line)}`, () => {
      expect(matches(line)).to.equal(false);
    });
});

describe("deliveryErrorPattern", () => {
  const matches = matchesOf(deliveryErrorPattern(3));
  const denied = { level: "ERROR", message: "delivery failed", code: "AccessDenied" };
  const postponed = { ...denied, message: "message postponed", receive_count: 1 };
  for (const line of [
    { ...denied, receive_count: 3 },
    { ...denied, receive_count: 4 },
    { ...postponed, times_postponed: 3 },
    { ...postponed, times_postponed: 30 },
    { level: "ERROR", message: "startup failed", code: "Unknown" },
  ])
    it(`matches ${JSON.stringify(line)}`, () => {
      expect(matches(line)).to.equal(true);
    });

  for (const line of [
    { ...denied, receive_count: 1 },
    { ...denied, receive_count: 2 },
    { ...denied, level: "WARN", receive_count: 3 },
    { ...postponed, times_postponed: 1 },
    { ...postponed, times_postponed: 2 },
    { ...postponed, level: "INFO", code: "SlowDown", times_postponed: 3 },
    // A crash, of which what it worked on is delivered again.
    { level: "FATAL", message: "Uncaught Exception" },
    {
      level: "ERROR",
      message: { errorType: "Error", errorMessage: "All 1 deliveries of the batch failed: x" },
    },
    { type: "platform.report", record: { status: "timeout" } },
    { type: "platform.report", record: { status: "error", errorType: "Runtime.ExitError" } },
  ])
    it(`does not match ${JSON.stringify(line)}`, () => {
      expect(matches(line)).to.equal(false);
    });
});

describe("authorizerFailurePattern", () => {
  const matches = matchesOf(authorizerFailurePattern);
  const thrown = (errorMessage: string) => ({
    level: "ERROR",
    message: { errorType: "Error", errorMessage, stackTrace: [] },
  });

  for (const line of [
    { level: "ERROR", message: "authorization failed", code: "IssuerUnreachable" },
    thrown("Authorization failed: IssuerUnreachable."),
    thrown("Invalid environment: TOKEN_ISSUER: expected an https URL"),
    { level: "FATAL" },
    { type: "platform.report", record: { status: "timeout" } },
    { type: "platform.report", record: { status: "failure" } },
    { type: "platform.report", record: { status: "error", errorType: "Runtime.ExitError" } },
  ])
    it(`matches ${JSON.stringify(line)}`, () => {
      expect(matches(line)).to.equal(true);
    });

  for (const line of [
    thrown("Unauthorized"),
    { type: "platform.report", record: { status: "error", errorType: "Error" } },
    { level: "WARN", message: "caller denied", code: "UnknownKey" },
  ])
    it(`does not match ${JSON.stringify(line)}`, () => {
      expect(matches(line)).to.equal(false);
    });
});
