import { expect } from "chai";
import { toReason } from "./alarm-reason.ts";
import type { AlarmRule } from "./alarm-rule.ts";

const rule: AlarmRule = {
  threshold: 1,
  evaluationPeriods: 1,
  datapointsToAlarm: 1,
  treatMissingData: "notBreaching",
};
const at = new Date("2024-03-16T12:15:00Z");

// The sentences of notifications that CloudWatch really sent.
describe("toReason", () => {
  it("names the datapoints that breach", () => {
    expect(
      toReason(
        "ALARM",
        { state: "ALARM", evaluated: [{ value: 613, at }], filled: 19 },
        { ...rule, evaluationPeriods: 20 },
      ),
    ).to.equal(
      "Threshold Crossed: 1 out of the last 20 datapoints [613.0 (16/03/24 12:15:00)] was greater than or equal to " +
        "the threshold (1.0) and 19 missing datapoints were treated as [NonBreaching] " +
        "(minimum 1 datapoint for OK -> ALARM transition).",
    );
  });

  it("names the datapoints that do not breach", () => {
    expect(toReason("OK", { state: "OK", evaluated: [{ value: 0.5, at }], filled: 0 }, rule)).to.equal(
      "Threshold Crossed: 1 out of the last 1 datapoints [0.5 (16/03/24 12:15:00)] was not greater than or equal to " +
        "the threshold (1.0) (minimum 1 datapoint for ALARM -> OK transition).",
    );
  });

  it("states that no datapoints were received", () => {
    expect(
      toReason(
        "OK",
        { state: "OK", evaluated: [], filled: 5 },
        { ...rule, evaluationPeriods: 5, datapointsToAlarm: 5 },
      ),
    ).to.equal(
      "Threshold Crossed: no datapoints were received for 5 periods and 5 missing datapoints were treated as [NonBreaching].",
    );
  });

  it("states that datapoints were unknown", () => {
    const missing = { ...rule, treatMissingData: "missing" } as const;
    expect(
      toReason("INSUFFICIENT_DATA", { state: "INSUFFICIENT_DATA", evaluated: [], filled: 1 }, missing),
    ).to.equal("Insufficient Data: 1 datapoint was unknown.");
  });

  it("states that missing datapoints were treated as breaching", () => {
    const breaching = {
      ...rule,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
      treatMissingData: "breaching",
    } as const;
    expect(
      toReason("ALARM", { state: "ALARM", evaluated: [{ value: 0, at }], filled: 2 }, breaching),
    ).to.equal(
      "Threshold Crossed: 2 missing datapoints were treated as [Breaching] (minimum 2 datapoints for OK -> ALARM transition).",
    );
  });
});
