import { expect } from "chai";
import * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { decodeOutputs, readOutputs } from "./outputs.ts";

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

describe("readOutputs", () => {
  const file = { path: "outputs.json", environment: undefined, remedy: "start it" };
  const read = async (outputs: unknown) => readOutputs(async () => JSON.stringify(outputs), Wanted, file);

  it("refuses the outputs of a local system that has stopped, and says what to do", async () => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === "/_local/state" ? 200 : 404).end("{}");
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const outputs = { ...one, aws_endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    expect(await read(outputs)).to.deep.equal(E.right(outputs));
    server.close();
    await once(server, "close");
    expect(await read(outputs)).to.deep.equal(
      E.left(
        `nothing answers at ${outputs.aws_endpoint}, which outputs.json names: start the system with npm start, or name another file of outputs`,
      ),
    );
  });

  it("does not ask a deployed system", async () => {
    expect(await read(one)).to.deep.equal(E.right(one));
  });
});
