import { expect } from "chai";
import * as fc from "fast-check";
import { redactError } from "./redact-error.ts";

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
    expect((frames as readonly string[]).some((frame) => frame.includes("redact-error.test.ts"))).to.equal(
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
