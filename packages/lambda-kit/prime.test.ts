import { setImmediate } from "node:timers/promises";
import { expect } from "chai";
import { useFakeTimers } from "sinon";
import { prime } from "./prime.ts";

describe("prime", () => {
  const failures: Readonly<Record<string, () => Promise<unknown>>> = {
    "throws at once": () => {
      throw new Error("no");
    },
    rejects: async () => Promise.reject(new Error("no")),
  };
  for (const [what, rehearse] of Object.entries(failures))
    it(`is not noticed when the rehearsal ${what}`, async () => {
      const noticed: unknown[] = [];
      const notice = (reason: unknown): unknown => noticed.push(reason);
      process.on("unhandledRejection", notice);
      prime(rehearse);
      await setImmediate();
      process.off("unhandledRejection", notice);
      expect(noticed).to.deep.equal([]);
    });

  it("keeps no process waiting for a rehearsal that never ends", async () => {
    const clock = useFakeTimers();
    prime(async () => new Promise(() => undefined));
    await clock.tickAsync(1000);
    expect(clock.countTimers()).to.equal(0);
    clock.restore();
  });
});
