import { expect } from "chai";
import { type Level, makeLog, quietAtTheEnd } from "./log.ts";

describe("quietAtTheEnd", () => {
  const levels: readonly Level[] = ["DEBUG", "INFO", "WARN", "ERROR"];
  const levelsAfter = (isEnding: boolean, source: string): readonly Level[] => {
    const written: Level[] = [];
    const log = makeLog(
      (line) => written.push((JSON.parse(line) as { readonly level: Level }).level),
      () => new Date(),
    );
    for (const level of levels) quietAtTheEnd(log, () => isEnding)(level, source, "text", { a: 1 });
    return written;
  };

  it("changes nothing while all goes on", () => {
    expect(levelsAfter(false, "aws:sqs")).to.deep.equal(levels);
  });

  it("makes details of warnings and errors at the end, but not of a function's", () => {
    expect(levelsAfter(true, "aws:sqs")).to.deep.equal(["DEBUG", "INFO", "DEBUG", "DEBUG"]);
    expect(levelsAfter(true, "lambda:jobs")).to.deep.equal(levels);
  });
});
