import { expect } from "chai";
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";
import { KeysUnavailable, MAX_BYTES, openConnection } from "./fetch-document.ts";
import { startTestIssuer, type TestIssuer } from "./test-issuer.fixture.ts";

describe("openConnection", () => {
  let issuer: TestIssuer;
  before(async () => {
    issuer = await startTestIssuer();
  });
  after(async () => issuer.stop());
  beforeEach(() => {
    issuer.asked.length = 0;
  });

  let connection: ReturnType<typeof openConnection>;
  beforeEach(() => {
    connection = openConnection();
  });
  afterEach(() => connection.close());

  const fetchIt = async (): Promise<string> =>
    new TextDecoder().decode(await connection.fetchDocument(new URL(`${issuer.url}/document`)));

  /** The detail of the failure. */
  const failure = async (url = `${issuer.url}/document`): Promise<string> => {
    try {
      await connection.fetchDocument(new URL(url));
    } catch (error) {
      if (!(error instanceof KeysUnavailable)) throw error;
      expect(error.failure).to.include({ code: "IssuerUnreachable", needsOperator: true });
      expect(error.failure.detail).not.to.contain(url);
      return error.failure.detail;
    }
    throw new Error("it was fetched");
  };

  it("returns the body of the document", async () => {
    issuer.answers.set("/document", (_request, reply) => reply.end("text"));
    expect(await fetchIt()).to.equal("text");
    expect(issuer.asked).to.have.length(1);
  });

  it("tries a second time after an error", async () => {
    issuer.answers.set("/document", (request, reply) => {
      if (issuer.asked.length === 1) request.socket.destroy();
      else reply.end("text");
    });
    expect(await fetchIt()).to.equal("text");
  });

  it("fails after the second attempt and says why", async () => {
    issuer.answers.set("/document", (_request, reply) => reply.writeHead(503).end("sorry"));
    expect(await failure()).to.contain("status 503");
    expect(issuer.asked).to.have.length(2);
  });

  it("names the error of a connection that cannot be made", async () => {
    const other = await startTestIssuer();
    await other.stop();
    expect(await failure(other.url)).to.contain("ECONNREFUSED");
  });

  it("fetches nothing from a server whose certificate nobody it trusts has signed", async () => {
    const { private: key, cert } = await generate([{ name: "commonName", value: "127.0.0.1" }], {
      keyType: "ec",
    });
    let asked = 0;
    const impostor = createServer({ key, cert }, (_request, reply) => {
      asked += 1;
      reply.end("text");
    });
    await once(impostor.listen(0, "127.0.0.1"), "listening");
    const { port } = impostor.address() as AddressInfo;
    const detail = await failure(`https://127.0.0.1:${port}/document`).finally(() => {
      impostor.closeAllConnections();
      impostor.close();
    });
    expect(detail).to.contain("DEPTH_ZERO_SELF_SIGNED_CERT");
    expect(asked).to.equal(0);
  });

  it("does not follow a redirect", async () => {
    issuer.answers.set("/document", (_request, reply) => reply.writeHead(302, { location: "/other" }).end());
    expect(await failure()).to.contain("status 302");
    expect(issuer.asked).not.to.include("/other");
  });

  it("accepts a document of the largest size and not a byte more", async () => {
    issuer.answers.set("/document", (_request, reply) => reply.end("a".repeat(MAX_BYTES)));
    expect(await fetchIt()).to.have.length(MAX_BYTES);
    issuer.answers.set("/document", (_request, reply) => reply.end("a".repeat(MAX_BYTES + 1)));
    expect(await failure()).to.contain("more than");
  });

  it("fails in time when there is no answer, or no end of one", async () => {
    issuer.answers.set("/document", (_request, reply) => {
      if (issuer.asked.length === 1) return;
      reply.write("half");
    });
    expect(await failure()).to.contain("no answer in time");
    expect(issuer.asked).to.have.length(2);
  });

  it("fails in time when the answer is a change of protocol", async () => {
    issuer.answers.set("/document", (_request, reply) =>
      reply.writeHead(101, { connection: "Upgrade", upgrade: "websocket" }).end(),
    );
    expect(await failure()).to.contain("no answer in time");
    expect(issuer.asked).to.have.length(2);
  });

  it("fetches documents of one host over one connection, and closes that at the end", async () => {
    const ports = new Set<number | undefined>();
    const closed: Promise<unknown>[] = [];
    issuer.answers.set("/document", ({ socket }, reply) => {
      if (!ports.has(socket.remotePort)) closed.push(once(socket, "close"));
      ports.add(socket.remotePort);
      reply.end("text");
    });
    await Promise.all([fetchIt(), fetchIt()]);
    await fetchIt();
    expect(ports.size).to.equal(1);
    connection.close();
    await Promise.all(closed);
  });
});
