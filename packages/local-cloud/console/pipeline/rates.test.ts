import { expect } from "chai";
import type { Flow } from "./flow.ts";
import { makeRates } from "./rates.ts";

const aQueue: Flow["queue"] = {
  name: "jobs",
  url: "u",
  arn: "a",
  visible: 0,
  in_flight: 0,
  delayed: 0,
  oldest_sent_at: null,
  noisy_groups: 0,
  quiet_groups: { visible: 0, in_flight: 0, delayed: 0, oldest_sent_at: null },
  sent: 0,
  sent_again: 0,
  received: 0,
  deleted: 0,
  dead_letter_queue: null,
  max_receive_count: null,
};
const accepted = (total: number): readonly Flow[] => [
  {
    queue: aQueue,
    functions: [],
    deadLetterQueue: undefined,
    totals: {
      accepted: total,
      processed: 0,
      duplicates: undefined,
      rejected: undefined,
      failed: undefined,
      postponed: undefined,
    },
  },
];

describe("the rates of a pipeline", () => {
  it("are what was added per second in steps of two, newest last, and nothing after a restart", () => {
    let at = 0;
    const rates = makeRates(() => at);
    for (const [second, total] of [
      [0, 10],
      [1, 12],
      [2, 16],
      [5, 46],
      [9, 2],
    ] as const) {
      at = second * 1000;
      rates.take(accepted(total));
    }
    expect(rates.of("jobs", "accepted")).to.deep.equal([3, 10, 0]);
    expect(rates.of("jobs", "rejected")).to.deep.equal([0, 0, 0]);
  });

  it("are kept for three minutes", () => {
    let at = 0;
    const rates = makeRates(() => at);
    for (let step = 0; step < 150; step += 1) {
      at = step * 2000;
      rates.take(accepted(step * step));
    }
    expect(rates.of("jobs", "accepted")).to.have.length(90);
    expect(rates.of("jobs", "accepted").at(-1)).to.equal((149 ** 2 - 148 ** 2) / 2);
  });
});
