import { expect } from "chai";
import { toSteps } from "./to-steps.ts";

const delivery = (who: string, n: number) => [
  { who, what: `delivery ${n}`, isStart: true },
  { who, what: "PutObject: TimeoutError" },
  { who, what: "returned" },
];

describe("the steps of a schedule, in words", () => {
  it("are one where the same happens to several, and its order makes no difference", () => {
    const steps = [...delivery("m1", 1), ...delivery("m2", 1)];
    expect(toSteps(steps)).to.deep.equal([
      "m1, m2: delivery 1",
      "m1, m2: PutObject: TimeoutError",
      "m1, m2: returned",
    ]);
  });

  it("keep the order in which the stores are changed, and what happens to one message", () => {
    const write = { what: "PutItem: done", isEffect: true };
    const steps = [
      { who: "m1", ...write },
      { who: "m2", what: "sent" },
      { who: "m2", ...write },
      { who: "m1", what: "sent" },
    ];
    expect(toSteps(steps)).to.deep.equal(["m1: PutItem: done", "m2, m1: sent", "m2: PutItem: done"]);
  });

  it("are folded by delivery where there are more than twelve", () => {
    const steps = [1, 2, 3, 4, 5].flatMap((n) => delivery("m1", n));
    expect(toSteps(steps)).to.deep.equal(
      [1, 2, 3, 4, 5].map((n) => `m1: delivery ${n}; PutObject: TimeoutError; returned`),
    );
  });
});
