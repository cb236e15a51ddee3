import { expect } from "chai";
import { z } from "zod";
import { decode } from "./schema-problems.ts";
import { attributes } from "./schema.ts";
import { StackError } from "./stack-error.ts";

const widget = attributes({ size: z.number() }, { "nobody sees it": "colour smell" });

const problemsOf = (value: unknown): readonly string[] => {
  try {
    decode(widget, value, "aws_widget.a");
    return [];
  } catch (error) {
    if (error instanceof StackError) return error.problems;
    throw error;
  }
};

describe("attributes", () => {
  it("accepts inert attributes of any form and leaves them out of the configuration", () => {
    const stated = {
      size: 1,
      colour: "red",
      smell: [{}],
      tags: { a: "b" },
      region: "eu-west-1",
      timeouts: {},
    };
    expect(decode(widget, stated, "aws_widget.a")).to.deep.equal({ size: 1 });
  });

  it("names an attribute that is not known to the local cloud", () => {
    expect(problemsOf({ size: 1, weight: 2 })).to.deep.equal([
      "aws_widget.a: attribute weight is not known to the local cloud",
    ]);
  });

  it("names an attribute that changes behaviour and has a value which is not understood", () => {
    const [problem = ""] = problemsOf({ size: "big", colour: "red" });
    expect(problem).to.match(/^aws_widget\.a: attribute size: /);
  });
});
