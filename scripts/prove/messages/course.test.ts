import { expect } from "chai";
import { toProofCharts } from "./charts.ts";
import { toCourse } from "./course.ts";
import type { Ended } from "./ends.ts";
import type { Answered, Attempt } from "./sent.ts";
import { seededRandom, toUuid } from "../system/seeded.ts";
import { aValid, withOtherBytes, type Text } from "./text.ts";

const random = seededRandom(1);
const ids = { message_id: toUuid(random), company_id: toUuid(random) };
const valid = aValid(random, ids);

const answer = (text: Text, ...attempts: readonly Attempt[]): Answered => ({
  post: { kind: "accepted", text, company: ids.company_id, gap: 0, index: 0 },
  hasToken: false,
  attempts,
});
const answered = [
  answer(valid, { from: 1000, to: 1500, answer: 503 }, { from: 2000, to: 2100, answer: 202, requestId: "a" }),
  answer(withOtherBytes(valid), { from: 3000, to: 3300, answer: 202, requestId: "b" }),
];
const toEnded = (each: Answered | undefined, end: Ended["end"]): Ended => {
  if (each?.post.kind !== "accepted") throw new Error("nothing was accepted");
  return { sent: { text: each.post.text, owner: ids.company_id, isForeign: false, answered: [each] }, end };
};

describe("the course of a proof", () => {
  const course = toCourse({
    answered,
    ends: [toEnded(answered[0], "Processed"), toEnded(answered[1], undefined)],
    happenings: [
      { at: 2500, what: "the whole system is killed", kind: "restart" },
      { at: 1700, what: "faults" },
      { at: 1600, what: "processes are killed", kind: "kill" },
    ],
  });

  it("has seconds since the first post, and how each kind of message ended", () => {
    expect(course).to.deep.equal({
      accepted: [1.1, 2.3],
      failed: [0.5],
      kills: [0.6],
      restarts: [1.5],
      ends: { valid: { Processed: 1, Lost: 1 } },
    });
  });

  it("is drawn with what was lost", () => {
    const { ends = "", course: drawn = "" } = toProofCharts([{ seed: 7, course }], "today");
    expect(ends).to.include(">Lost</text>");
    expect(drawn).to.include(">The course of the run with seed 7</text>");
  });
});
