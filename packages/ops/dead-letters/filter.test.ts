import { expect } from "chai";
import { selectLetters, type LetterFilter } from "./filter.ts";
import type { LetterSummary } from "./summary.ts";

const now = new Date("2026-11-28T12:00:00.000Z");
const aLetter = (id: string, parts: Partial<LetterSummary> = {}): LetterSummary => ({
  id,
  message_id: `m-${id}`,
  company_id: "c1",
  code: "AccessDenied",
  detail: null,
  receive_count: 3,
  received_at: "2026-11-28T11:00:00.000Z",
  expires_at: "2026-12-12T11:00:00.000Z",
  request_id: null,
  sha256: "",
  ...parts,
});
const letters = [
  aLetter("a"),
  aLetter("b", { code: "SlowDown", received_at: "2026-11-28T10:00:00.000Z" }),
  aLetter("c", { code: null, message_id: null, company_id: "c2", received_at: "2026-11-28T09:00:00.000Z" }),
];

const selected = (filter: LetterFilter): string =>
  selectLetters(letters, filter, now)
    .letters.map(({ id }) => id)
    .join("");

describe("selectLetters", () => {
  for (const [what, filter, expected] of [
    ["all, the oldest first", {}, "cba"],
    ["those of a code", { code: "SlowDown" }, "b"],
    ["those without a code", { code: "none" }, "c"],
    ["those of a company", { company: "c1" }, "ba"],
    ["those older than a time", { olderThan: 2 * 3_600_000 }, "cb"],
    ["one by its id and one by its message's", { id: ["A", "m-b"] }, "ba"],
    ["none by an empty id, which is not that of a message without one", { id: [""] }, ""],
    ["the oldest few", { limit: 2 }, "cb"],
    ["those that all parts fit", { company: "c1", limit: 1 }, "b"],
  ] as const)
    it(`selects ${what}`, () => {
      expect(selected(filter)).to.equal(expected);
    });

  it("tells which ids no letter has that is as was asked otherwise, whatever the limit", () => {
    const missing = (filter: LetterFilter) => selectLetters(letters, filter, now).missing;
    expect(missing({ id: ["A", "m-b", "X"], limit: 1 })).to.deep.equal(["x"]);
    expect(missing({ id: ["a", "c"], company: "c1" })).to.deep.equal(["c"]);
    expect(missing({})).to.deep.equal([]);
  });
});
