import { expect } from "chai";
import { levelOf, toOwnEntry } from "./log-entry.ts";

describe("levelOf", () => {
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
    it(`is ${level} for ${JSON.stringify(line)}`, () => expect(levelOf(line)).to.equal(level));
  }
});

describe("toOwnEntry", () => {
  it("puts the function's fields beside the message", () => {
    expect(toOwnEntry('{"level":"WARN","message":"m","id":7}')).to.deep.equal({
      level: "WARN",
      message: "m",
      fields: { id: 7 },
    });
  });

  it("keeps apart what would hide a field of the local log, and a level it has no name for", () => {
    const { level, fields } = toOwnEntry('{"level":"FATAL","time":"t","source":"s","message":"m"}');
    expect(level).to.equal("ERROR");
    expect(fields).to.deep.equal({ own: { level: "FATAL", time: "t", source: "s" } });
  });

  it("writes a message that is no text as JSON", () => {
    expect(toOwnEntry('{"level":"INFO","message":{"a":1}}').message).to.equal('{"a":1}');
  });

  it("takes plain text as the message", () => {
    expect(toOwnEntry("plain")).to.deep.equal({ level: "INFO", message: "plain", fields: {} });
  });
});
