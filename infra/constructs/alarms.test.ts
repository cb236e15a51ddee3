import { expect } from "chai";
import { errorLogPattern } from "./alarms.ts";

describe("errorLogPattern", () => {
  for (const sign of ['$.level = "ERROR"', '$.level = "FATAL"'])
    it(`looks for what a function says itself: ${sign}`, () => {
      expect(errorLogPattern).to.include(`(${sign})`);
    });

  for (const status of ["timeout", "failure", "error"])
    it(`looks for what Lambda reports of an invocation: ${status}`, () => {
      expect(errorLogPattern).to.include(`($.record.status = "${status}")`);
    });
});
