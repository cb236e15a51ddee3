import { expect } from "chai";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { toSentence } from "./aws-errors.ts";
import { destroyClients, makeClients } from "./clients.ts";
import { patience, watchSilence } from "./patience.ts";
import type { Clients } from "./target.ts";
import { toLoopbackSettings } from "./loopback-settings.fixture.ts";

describe("makeClients", () => {
  let server: Server;
  let clients: Clients;
  let calls: number;
  const start = async (answer: RequestListener): Promise<void> => {
    calls = 0;
    server = createServer((request, response) => {
      calls += 1;
      answer(request, response);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    clients = makeClients(toLoopbackSettings(server), { ...patience, requestTimeout: 50 });
  };
  afterEach(() => {
    destroyClients(clients);
    server.closeAllConnections();
    server.close();
  });
  const failureOf = async (call: Promise<unknown>): Promise<string> => call.then(() => "none", toSentence);

  it("makes clients that give up a service that hangs, after two tries, and do not wait for it again", async () => {
    await start(() => undefined);
    expect(await failureOf(clients.dynamodb.listTables())).to.equal(
      "DynamoDB ListTables failed: TimeoutError: there was no answer in time",
    );
    expect(await failureOf(clients.dynamodb.describeLimits())).to.equal(
      "DynamoDB DescribeLimits failed: TimeoutError: there was no answer in time",
    );
    expect(calls).to.equal(2);
    expect(2 * patience.requestTimeout).to.be.at.most(25_000);
  });

  it("makes clients that give up a service whose answers stop midway, after two tries", async () => {
    await start((_request, response) => response.writeHead(200, { "content-length": "9" }).write("{"));
    expect(await failureOf(clients.dynamodb.listTables())).to.equal(
      "DynamoDB ListTables failed: TimeoutError: there was no answer in time",
    );
    expect(calls).to.equal(2);
  });

  it("makes clients that try five times where the connection breaks, and call it that", async () => {
    await start(({ socket }) => socket.destroy());
    expect(await failureOf(clients.dynamodb.listTables())).to.equal(
      "DynamoDB ListTables failed: the connection broke before there was an answer",
    );
    expect(calls).to.equal(5);
  });

  it("makes clients that tell the status of an answer that says no more", async () => {
    await start((_request, response) => response.writeHead(503).end());
    expect(await failureOf(clients.s3.headObject({ Bucket: "archive", Key: "k" }))).to.equal(
      "S3 HeadObject failed: HTTP 503",
    );
  });
});

describe("watchSilence", () => {
  it("says once which service has not answered for some time", async () => {
    const said: string[] = [];
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const watched = watchSilence({ ...patience, silentMs: 5 }, (line) => {
      said.push(line);
      setTimeout(answer, 20);
    })(async () => answered.then(() => ({ response: {}, output: {} })), { clientName: "SQSClient" });
    await Promise.all([watched({ input: {} }), watched({ input: {} })]);
    expect(said).to.deep.equal(["SQS has not answered for 0.005 s: still waiting …"]);
  });
});
