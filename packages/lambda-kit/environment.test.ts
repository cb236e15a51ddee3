import { expect } from "chai";
import { positiveInteger, nonEmptyText, requireEnvironment, wholeNumber } from "./environment.ts";

const spec = { MESSAGES_TABLE: nonEmptyText, QUEUE_URL: nonEmptyText, RETRY_BASE_SECONDS: positiveInteger };

describe("requireEnvironment", () => {
  it("decodes the specified variables only", () => {
    const env = {
      MESSAGES_TABLE: "messages",
      QUEUE_URL: "http://queue",
      RETRY_BASE_SECONDS: "20",
      PATH: "/bin",
    };
    expect(requireEnvironment(spec, env)).to.deep.equal({
      MESSAGES_TABLE: "messages",
      QUEUE_URL: "http://queue",
      RETRY_BASE_SECONDS: 20,
    });
  });

  it("throws one error that names every missing or invalid variable, without its value", () => {
    expect(() => requireEnvironment(spec, { MESSAGES_TABLE: "", RETRY_BASE_SECONDS: "s3cr3t" })).to.throw(
      /^Invalid environment: MESSAGES_TABLE: expected a text; QUEUE_URL: expected a text; RETRY_BASE_SECONDS: expected a positive whole number$/,
    );
  });

  it("accepts only plain positive whole numbers as such", () => {
    for (const text of ["0", "-1", "1.5", "1e3", " 1", "0x10", "9".repeat(16), ""])
      expect(positiveInteger.read(text), text).to.equal(undefined);
  });

  it("accepts zero and plain positive numbers as whole numbers", () => {
    for (const [text, value] of [
      ["0", 0],
      ["3600", 3600],
    ] as const)
      expect(wholeNumber.read(text)).to.equal(value);
    for (const text of ["", "-1", "1.5", "1e3", " 1", "0x10", "9".repeat(16)])
      expect(wholeNumber.read(text), text).to.equal(undefined);
  });
});
