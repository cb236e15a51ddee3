import { expect } from "chai";
import { toAttemptsText, type Attempt } from "./attempts.ts";

const attempt = (minute: number): Attempt => ({
  at: `2026-01-31T10:${String(minute).padStart(2, "0")}:00.000Z`,
  code: "SlowDown",
  detail: null,
  receive_count: 1,
  sqs_message_id: "",
});
const linesOf = (count: number): readonly string[] =>
  toAttemptsText(Array.from({ length: count }, (_, minute) => attempt(minute))).split("\n");

describe("toAttemptsText", () => {
  it("shows of many deliveries the first and the last, and how many there are between", () => {
    expect(linesOf(12)).to.have.length(13);
    const lines = linesOf(47);
    expect(lines).to.have.length(12);
    expect(lines.slice(5, 8)).to.deep.equal([
      "2026-01-31 10:04:00         1  SlowDown",
      "… 37 deliveries between: --json has them",
      "2026-01-31 10:42:00         1  SlowDown",
    ]);
  });
});
