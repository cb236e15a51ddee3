import { expect } from "chai";
import { makeLog } from "./log.ts";

describe("makeLog", () => {
  it("begins each line with time, level, source and message, which no field can replace", () => {
    const lines: string[] = [];
    const log = makeLog(
      (line) => lines.push(line),
      () => new Date(0),
    );
    log("INFO", "sqs", "moved", { count: 2, level: "ERROR", message: "forged" });
    expect(lines).to.deep.equal([
      '{"time":"1970-01-01T00:00:00.000Z","level":"INFO","source":"sqs","message":"moved","count":2}\n',
    ]);
  });
});
