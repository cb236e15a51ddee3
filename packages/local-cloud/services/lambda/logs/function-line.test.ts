import { expect } from "chai";
import { toFunctionLine } from "./function-line.ts";

describe("The level of a line that a function wrote", () => {
  const lines = [
    ['{"level":"error"}', "ERROR"],
    ['{"level":"NOTICE"}', "INFO"],
    ['{"level":3}', "INFO"],
    ['{"message":"ERROR"}', "INFO"],
    ["ERROR is only a word here", "INFO"],
    ['{"level":"ERROR"', "INFO"],
    ["", "INFO"],
  ] as const;
  for (const [line, level] of lines) {
    it(`is ${level} for ${JSON.stringify(line)}`, () => expect(toFunctionLine(line).level).to.equal(level));
  }
});

describe("The log entry of a line that a function wrote", () => {
  it("puts the function's fields beside the message", () => {
    expect(toFunctionLine('{"level":"WARN","message":"m","id":7}').entry).to.deep.equal({
      level: "WARN",
      message: "m",
      fields: { id: 7 },
    });
  });

  it("puts under own what would hide a field of the local log, and a level it does not have", () => {
    const { level, fields } = toFunctionLine('{"level":"FATAL","time":"t","source":"s","message":"m"}').entry;
    expect(level).to.equal("ERROR");
    expect(fields).to.deep.equal({ own: { level: "FATAL", time: "t", source: "s" } });
  });

  it("shows a message that is no text as a console does, so that no JSON stands in JSON", () => {
    expect(toFunctionLine('{"level":"INFO","message":{"a":1}}').entry.message).to.equal("{ a: 1 }");
  });

  it("takes an error apart that Lambda's runtime logged, and drops the second time stamp", () => {
    const error = { errorType: "RangeError", errorMessage: "far", stackTrace: ["at a"], code: 7 };
    const line = JSON.stringify({ timestamp: "t", level: "ERROR", requestId: "r", message: error });
    expect(toFunctionLine(line).entry).to.deep.equal({
      level: "ERROR",
      message: "RangeError: far",
      fields: { requestId: "r", errorType: "RangeError", stackTrace: ["at a"], code: 7 },
    });
  });

  it("takes plain text as the message", () => {
    expect(toFunctionLine("plain").entry).to.deep.equal({ level: "INFO", message: "plain", fields: {} });
  });
});
