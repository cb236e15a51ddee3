import { expect } from "chai";
import { peakWriteUnits, toMaximumConcurrency } from "./capacity.ts";
import { defaults } from "./defaults.ts";
import { local } from "./local.ts";
import { prod } from "./prod.ts";

const withMessages = (messageKib: number) => ({
  ...prod,
  messageProcessor: { ...prod.messageProcessor, messageKib },
});

describe("toMaximumConcurrency", () => {
  it("is what works off twice the admitted rate, and no more", () => {
    // Batches of ten in some 68 ms: 28 executions take 4,100 messages a second.
    expect(toMaximumConcurrency(prod)).to.equal(28);
    expect(toMaximumConcurrency(defaults)).to.equal(7);
  });

  it("grows with the size of a message, and is never less or more than Lambda accepts", () => {
    expect(toMaximumConcurrency(withMessages(256))).to.be.above(toMaximumConcurrency(prod));
    expect(toMaximumConcurrency({ ...defaults, api: { rateLimit: 1 } })).to.equal(2);
    const messageProcessor = { batchSize: 1, messageKib: 256 };
    expect(toMaximumConcurrency({ api: { rateLimit: 10_000 }, messageProcessor })).to.equal(1000);
  });

  it("is what the configuration states, where it does", () => {
    expect(toMaximumConcurrency(local)).to.equal(local.messageProcessor.maximumConcurrency);
  });
});

describe("peakWriteUnits", () => {
  it("counts the KiB that a record begins, at twice the admitted rate", () => {
    expect([1, 10, 250].map((kib) => peakWriteUnits(withMessages(kib)))).to.deep.equal([
      8000, 44_000, 1_004_000,
    ]);
  });
});
