import { expect } from "chai";
import { judgeOverloads } from "./overload.ts";

describe("an overload of one company", () => {
  const row = (probability: number, others_p99_ms: number, ok = true) => ({ probability, others_p99_ms, ok });

  it("may keep the others waiting twice as long as undisturbed, and no longer", () => {
    expect(judgeOverloads([row(0, 10), row(0.5, 20), row(0.9, 21)])).to.deep.equal([
      { ...row(0, 10), ratio: 1 },
      { ...row(0.5, 20), ratio: 2 },
      { ...row(0.9, 21, false), ratio: 2.1 },
    ]);
  });

  it("fails by a lost message or a dead letter, however short the waits are", () => {
    expect(judgeOverloads([row(0, 10), row(0.5, 1, false)])[1]).to.include({ ok: false });
  });
});
