import { expect } from "chai";
import { toSampleCommand } from "../sample-commands.ts";
import { toSpeedNotes, toUpSummary } from "./up-summary.ts";

describe("the summary of a system that is up", () => {
  it("leaves room on a screen of 24 rows and 80 columns", () => {
    const places = ["API", "AWS endpoint", "console", "issuer", "log", "outputs"].map(
      (name) => [name, "http://127.0.0.1:65535/_local/"] as const,
    );
    const sample = toSampleCommand({
      apiUrl: "http://127.0.0.1:65535/v1",
      auth: "jwt",
      region: "us-east-1",
      issuer: "http://127.0.0.1:65534",
      isIssuerLocal: true,
    });
    const notes = toSpeedNotes(10_000);
    const more = "npm run tour -- --outputs outputs-65535.json";
    const summary = toUpSummary(
      { seconds: 120.94, isKept: false, places, notes, more, sample },
      (_emphasis, text) => text,
    );
    const lines = summary.split("\n");
    expect(lines.length).to.be.at.most(18);
    for (const line of lines) expect(line.length, line).to.be.at.most(80);
    expect(lines).to.include("  AWS endpoint  http://127.0.0.1:65535/_local/");
  });

  it("says what a speed divides, and nothing of speed 1", () => {
    expect(toSpeedNotes(60)).to.deep.equal([
      "Speed 60 divides pauses and alarm periods, no function or request time-out.",
    ]);
    expect(toSpeedNotes(1)).to.deep.equal([]);
  });
});
