import type { TransientFailure } from "@message-handler/domain/failure.ts";
import { expect } from "chai";
import * as fc from "fast-check";
import { aRecordingLog } from "./testing/fixtures.ts";
import { logTransient, redactError } from "./log-transient.ts";
import { withFields } from "./log.ts";

const throttled: TransientFailure = {
  kind: "Transient",
  code: "ThrottlingException",
  detail: "DynamoDB is throttled.",
  needsOperator: false,
};

describe("logTransient", () => {
  it("logs at WARN what a retry may solve", () => {
    const { log, lines } = aRecordingLog();
    logTransient(withFields(log, { receive_count: 2 }), "delivery failed", throttled);
    expect(lines()[0]).to.include({
      level: "WARN",
      message: "delivery failed",
      code: "ThrottlingException",
      detail: "DynamoDB is throttled.",
      receive_count: 2,
    });
  });

  it("logs at ERROR what needs an operator, with the cause's name and not its text", () => {
    const { log, lines, text } = aRecordingLog();
    const cause = new TypeError("s3cr3t");
    logTransient(log, "delivery failed", { ...throttled, needsOperator: true, cause });
    expect(lines()[0]).to.include({ level: "ERROR" });
    expect(lines()[0]).to.have.nested.property("cause.name", "TypeError");
    expect(text()).not.to.contain("s3cr3t");
  });
});

const thrownBy = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (cause) {
    return cause;
  }
};

describe("redactError", () => {
  it("returns an error's name and stack frames", () => {
    const { name, frames } = redactError(thrownBy(() => JSON.parse("{")));
    expect(name).to.equal("SyntaxError");
    expect(frames).to.be.an("array").that.is.not.empty;
    expect((frames as readonly string[]).some((frame) => frame.includes("log-transient.test.ts"))).to.equal(
      true,
    );
  });

  it("names a thrown value that is not an Error by its type", () => {
    expect(redactError("some text")).to.deep.equal({ name: "string", frames: [] });
    expect(redactError(null)).to.deep.equal({ name: "null", frames: [] });
    expect(redactError({ message: "some text" })).to.deep.equal({ name: "object", frames: [] });
  });

  it("never repeats the error's text, even where it imitates a stack", () => {
    const secret = "s3cr3t";
    const line = fc.constantFrom(
      secret,
      `    at ${secret} (file.ts:1:1)`,
      "Error",
      ": ",
      "",
      "\n    at x",
      "at ",
    );
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), fc.constantFrom("\n", ""), (lines, joint) => {
        const text = `${lines.join(joint)}${secret}${lines.join(joint)}`;
        expect(JSON.stringify(redactError(new Error(text)))).not.to.contain(secret);
      }),
    );
  });

  it("returns no frames when the text was changed after the throw", () => {
    for (const text of ["other", "", "Error", "s3cr3t"]) {
      const error = new Error("\n    at s3cr3t");
      // V8 writes the text into the stack when that is first read.
      expect(error.stack).to.contain("s3cr3t");
      error.message = text;
      expect(redactError(error), text).to.deep.equal({ name: "Error", frames: [] });
    }
  });

  it("does not use a text as a name", () => {
    const error = Object.assign(new Error("text"), { name: "s3cr3t, with blanks" });
    expect(redactError(error)["name"]).to.equal("Error");
  });
});
