import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { decodeOutputs } from "./outputs.ts";

const Wanted = t.type({ api_url: t.string, region: t.string });
const one = { api_url: "https://one", region: "eu-west-1", other: 1 };
const two = { api_url: "https://two", region: "eu-west-1" };
const stacks = { "message-handler-dev": one, "message-handler-prod": two };

describe("decodeOutputs", () => {
  it("reads the outputs of npm start for any environment", () => {
    expect(decodeOutputs(Wanted, one)).to.deep.equal(E.right(one));
    expect(decodeOutputs(Wanted, one, "dev")).to.deep.equal(E.right(one));
  });

  it("reads the outputs of the only stack", () => {
    expect(decodeOutputs(Wanted, { "message-handler-dev": one })).to.deep.equal(E.right(one));
  });

  it("reads the outputs of the stack that is asked for", () => {
    expect(decodeOutputs(Wanted, stacks, "prod")).to.deep.equal(E.right(two));
  });

  for (const [what, error] of [
    ["several stacks", decodeOutputs(Wanted, stacks)],
    ["message-handler-dev, message-handler-prod", decodeOutputs(Wanted, stacks)],
    ["no stack of staging is among", decodeOutputs(Wanted, stacks, "staging")],
    ["it has no outputs", decodeOutputs(Wanted, {})],
    ["not an object", decodeOutputs(Wanted, [])],
    ["not an object", decodeOutputs(Wanted, "text")],
  ] as const)
    it(`reports an error that names ${what}`, () => {
      expect(E.isLeft(error) && error.left).to.contain(what === "several stacks" ? "--env" : what);
    });

  it("names every missing or invalid output without its value", () => {
    expect(decodeOutputs(Wanted, { region: 12_345 })).to.deep.equal(
      E.left("api_url: expected string; region: expected string"),
    );
  });
});
