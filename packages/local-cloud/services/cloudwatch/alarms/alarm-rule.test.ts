import { expect } from "chai";
import * as fc from "fast-check";
import {
  type AlarmRule,
  type Datapoint,
  evaluateAlarm,
  type MissingData,
  type StateValue,
} from "./alarm-rule.ts";

const rule: AlarmRule = {
  threshold: 1,
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  treatMissingData: "missing",
};

const values: Readonly<Record<string, number>> = { "0": 0, X: 2 };

/** The user guide's notation, oldest first: 0 within the threshold, X breaching, - missing. */
const read = (text: string): readonly (Datapoint | undefined)[] =>
  text
    .split(" ")
    .toReversed()
    .map((sign, index) => {
      const value = values[sign];
      return value === undefined ? undefined : { value, at: new Date(-60_000 * index) };
    });

const treatments = ["missing", "ignore", "breaching", "notBreaching"] as const;
type Row = readonly [string, StateValue, StateValue | undefined, StateValue, StateValue];

// Both tables of "How alarm state is evaluated when data is missing"; undefined is "retain current state".
const threeOfThree: readonly Row[] = [
  ["0 - X - X", "OK", "OK", "OK", "OK"],
  ["0 - - - -", "OK", "OK", "OK", "OK"],
  ["- - - - -", "INSUFFICIENT_DATA", undefined, "ALARM", "OK"],
  ["0 X X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["- - X - -", "ALARM", undefined, "ALARM", "OK"],
];
const twoOfThree: readonly Row[] = [
  ["0 - X - X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["0 0 X 0 X", "ALARM", "ALARM", "ALARM", "ALARM"],
  ["0 - X - -", "OK", "OK", "ALARM", "OK"],
  ["- - - - 0", "OK", "OK", "ALARM", "OK"],
  ["- - - X -", "ALARM", undefined, "ALARM", "OK"],
];

const checkTable = (rows: readonly Row[], datapointsToAlarm: number): void => {
  for (const [points, ...states] of rows) {
    for (const [index, treatMissingData] of treatments.entries()) {
      it(`evaluates ${points}, ${datapointsToAlarm} of 3, missing data ${treatMissingData}, as ${String(states[index])}`, () => {
        const evaluation = evaluateAlarm(read(points), { ...rule, datapointsToAlarm, treatMissingData });
        expect(evaluation.state).to.equal(states[index]);
      });
    }
  }
};

describe("evaluateAlarm", () => {
  checkTable(threeOfThree, 3);
  checkTable(twoOfThree, 2);

  it("takes a datapoint as breaching from the threshold on", () => {
    const one = { ...rule, evaluationPeriods: 1, datapointsToAlarm: 1 };
    const states = [0.9, 1, 1.1].map((value) => evaluateAlarm([{ value, at: new Date() }], one).state);
    expect(states).to.deep.equal(["OK", "ALARM", "ALARM"]);
  });

  it("prefers the most recent real datapoints to missing ones", () => {
    const evaluation = evaluateAlarm(read("X 0 - 0 -"), {
      ...rule,
      evaluationPeriods: 2,
      datapointsToAlarm: 1,
    });
    expect(evaluation.evaluated.map(({ value }) => value)).to.deep.equal([0, 0]);
    expect(evaluation).to.include({ state: "OK", filled: 0 });
  });

  const points = fc
    .array(fc.constantFrom("0", "X", "-"), { minLength: 5, maxLength: 5 })
    .map((signs) => read(signs.join(" ")));
  const treatment = fc.constantFrom<MissingData>(...treatments);

  it("is in ALARM only with a breaching or missing datapoint, and always with as many breaching ones as it takes", () => {
    fc.assert(
      fc.property(
        points,
        treatment,
        fc.integer({ min: 1, max: 3 }),
        (range, treatMissingData, datapointsToAlarm) => {
          const { state, evaluated, filled } = evaluateAlarm(range, {
            ...rule,
            datapointsToAlarm,
            treatMissingData,
          });
          const breaching = evaluated.filter(({ value }) => value >= 1).length;
          if (state === "ALARM") expect(breaching + filled).to.be.greaterThanOrEqual(1);
          if (breaching >= datapointsToAlarm) expect(state).to.equal("ALARM");
          if (filled === 0) expect(state).to.equal(breaching >= datapointsToAlarm ? "ALARM" : "OK");
        },
      ),
    );
  });
});
