import { expect } from "chai";
import { PassThrough } from "node:stream";
import { makeProgress } from "./progress.ts";

const written = (
  isTTY: boolean,
  use: (progress: ReturnType<typeof makeProgress>, pass: (ms: number) => void) => void,
) => {
  let now = 0;
  let text = "";
  const stderr = Object.assign(new PassThrough(), { isTTY });
  stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
  const progress = makeProgress({ stderr, label: "moving", total: 2000, now: () => now });
  use(progress, (ms) => (now += ms));
  return text;
};

describe("makeProgress", () => {
  it("changes one line of a terminal, and clears it in the end", () => {
    const text = written(true, (progress, pass) => {
      progress.advance(1);
      progress.advance(1);
      pass(100);
      progress.advance(998);
      progress.done();
    });
    expect(text.split("\r\u001B[K")).to.deep.equal([
      "",
      "moving … 1 of 2,000 (0 %)",
      "moving … 1,000 of 2,000 (50 %)",
      "",
    ]);
  });

  it("adds a line to a log every ten seconds, and none for what is done sooner", () => {
    expect(
      written(false, (progress, pass) => {
        pass(9_999);
        progress.advance(1);
        progress.done();
      }),
    ).to.equal("");
    expect(
      written(false, (progress, pass) => {
        pass(10_000);
        progress.advance(500);
        progress.advance(1500);
        progress.done();
      }),
    ).to.equal("moving … 500 of 2,000 (25 %)\nmoving … 2,000 of 2,000 (100 %)\n");
  });
});
