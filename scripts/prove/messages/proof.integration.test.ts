// A short run of `pnpm prove`: the whole of it, on a small scale.
import { join } from "node:path";
import { expect } from "chai";
import { makeTemporaryFolder, type TemporaryFolder } from "../system/temporary-folder.ts";
import { checks, type Check } from "./failure.ts";
import { buildStacks } from "./proof-system.ts";
import { proveSeed, type SeedResult } from "./prove-seed.ts";

const messages = 100;

describe("a short proof, while stores and the queue fail, functions are killed and the system is started again", function () {
  this.timeout(300_000);
  let folder: TemporaryFolder;
  let result: SeedResult;
  before(async () => {
    folder = makeTemporaryFolder("short-proof");
    result = await proveSeed({
      seed: 1,
      messages,
      stacks: await buildStacks(),
      logFile: join(folder.path, "log.jsonl"),
      show: () => undefined,
    });
  });
  after(() => folder?.remove());

  it("has accepted messages, rejected some, and seen conflicts, faults, kills, dead letters and restarts", () => {
    const { accepted, processed, rejected, conflicts, lost, faults, killed, redriven, restarts } = result;
    expect(accepted).to.be.above(messages * 0.8);
    expect(processed + rejected + conflicts + lost).to.equal(accepted);
    for (const count of [processed, rejected, conflicts, faults, killed, redriven])
      expect(count).to.be.above(0);
    expect(restarts).to.equal(2);
  });

  for (const [check, sentence] of Object.entries(checks) as [Check, string][])
    it(`finds that ${sentence}`, () => {
      expect(result.failures.filter((failure) => failure.check === check)).to.deep.equal([]);
    });

  it("writes a ledger with a line for each accepted message", () => {
    expect(result.ledger.match(/^\S+ #\d+ /gm)).to.have.length(result.accepted);
  });
});
