import { expect } from "chai";
import { toLedger } from "./ledger.ts";
import { gatherSent, type Answered } from "./sent.ts";
import { judgeEnds } from "./ends.ts";
import { aValid } from "./text.ts";
import { seededRandom } from "../system/seeded.ts";

describe("the ledger", () => {
  it("has a line for each accepted message, with how it was answered, what happened and where it ended", () => {
    const ids = {
      message_id: "fc0daad3-4f10-4d15-b8c6-276cca111e87",
      company_id: "e0721e56-fb09-4273-ae74-7bcbc92d43eb",
    };
    const text = aValid(seededRandom(1), ids);
    const at = Date.parse("2023-12-10T22:02:39.123Z");
    const answered: Answered = {
      post: { kind: "accepted", text, company: ids.company_id, gap: 0, index: 4 },
      hasToken: false,
      attempts: [
        { from: at - 100, to: at - 50, answer: 503 },
        { from: at, to: at + 5, answer: 202, requestId: "r" },
      ],
    };
    const { ends } = judgeEnds(gatherSent([answered]), { records: new Map(), objects: new Map() }, new Map());
    const ledger = toLedger({
      answered: [answered],
      ends,
      happenings: [{ at: at - 10, what: "2 processes of process-message are killed" }],
      deliveries: new Map([["r", new Map([["delivery failed (SlowDown)", 2]])]]),
    });
    expect(ledger.split("\n")).to.deep.equal([
      "22:02:39.113 -- 2 processes of process-message are killed",
      `22:02:39.123 #4     | ${ids.message_id} | company e0721e56 | sha256 ${text.sha256.slice(0, 12)} | valid | 503, then 202 | delivery failed (SlowDown) ×2 | LOST, or not what it should be`,
      "",
    ]);
  });
});
