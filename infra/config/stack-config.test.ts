import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import { dev } from "./dev.ts";
import { local } from "./local.ts";
import { prod } from "./prod.ts";
import { decodeStackConfig } from "./stack-config.ts";
import { staging } from "./staging.ts";

describe("decodeStackConfig", () => {
  for (const environment of [local, dev, staging, prod]) {
    it(`accepts ${environment.environment} as it stands`, () => {
      expect(decodeStackConfig(environment)).to.deep.equal(E.right(environment));
    });
  }

  it("names every fault and where it is", () => {
    const faults = decodeStackConfig({
      ...prod,
      queue: { ...prod.queue, maxReceiveCount: 0 },
      worker: { ...prod.worker, maximumConcurrency: 1.5 },
    });
    expect(faults).to.deep.equal(
      E.left([
        "queue.maxReceiveCount: expected an integer from 1 to 1000",
        "worker.maximumConcurrency: expected an integer from 2 to 1000",
      ]),
    );
  });

  it("refuses an open API anywhere but on a laptop", () => {
    expect(decodeStackConfig({ ...dev, auth: "none" })).to.deep.equal(
      E.left(["auth: expected iam; only the local environment may be open"]),
    );
    expect(E.isRight(decodeStackConfig({ ...local, auth: "none" }))).to.equal(true);
  });

  it("refuses as many retries as would let a message expire before it is dead-lettered", () => {
    for (const [maxReceiveCount, isValid] of [
      [12, true],
      [13, false],
      [1000, false],
    ] as const) {
      const config = { ...dev, queue: { ...dev.queue, maxReceiveCount } };
      expect(E.isRight(decodeStackConfig(config)), `${maxReceiveCount}`).to.equal(isValid);
    }
  });

  it("refuses what is no e-mail address", () => {
    expect(E.isRight(decodeStackConfig({ ...dev, alarmEmails: ["ops@example.com"] }))).to.equal(true);
    for (const address of ["ops", " ops@example.com", "a@b@c", ""])
      expect(E.isLeft(decodeStackConfig({ ...dev, alarmEmails: [address] })), address).to.equal(true);
  });

  it("asks for a batching window when batches are larger than ten", () => {
    const larger = { ...dev.worker, batchSize: 100 };
    expect(E.isLeft(decodeStackConfig({ ...dev, worker: larger }))).to.equal(true);
    expect(
      E.isRight(decodeStackConfig({ ...dev, worker: { ...larger, batchingWindowSeconds: 1 } })),
    ).to.equal(true);
  });
});
