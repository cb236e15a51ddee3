import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request } from "node:https";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { makeCannedAgent } from "./canned-agent.ts";

describe("makeCannedAgent", () => {
  it("answers one request after the other, over one connection, under a name that nobody has", async () => {
    const asked: string[] = [];
    const agent = makeCannedAgent((onTheWire) => {
      asked.push(onTheWire);
      return { headers: { "x-count": `${asked.length}` }, body: `answer ${asked.length}` };
    }, true);
    const ask = async (path: string, body: string) => {
      const sent = request({ host: "nobody.invalid", path, method: "POST", agent }).end(body);
      const [response] = (await once(sent, "response")) as [IncomingMessage];
      return { body: await text(response), count: response.headers["x-count"], again: sent.reusedSocket };
    };
    expect(await ask("/a", "one")).to.deep.equal({ body: "answer 1", count: "1", again: false });
    expect(await ask("/b", "two")).to.deep.equal({ body: "answer 2", count: "2", again: true });
    expect(asked[1]).to.match(/^POST \/b HTTP\/1\.1\r\n[^]*two/);
  });

  it("fails a request that there is no answer for, and nothing else", async () => {
    const agent = makeCannedAgent(() => {
      throw new Error("no such answer");
    }, false);
    const sent = request({ host: "nobody.invalid", path: "/", agent }).end();
    const [error] = (await once(sent, "error")) as [Error];
    expect(error.message).to.equal("no such answer");
  });
});
